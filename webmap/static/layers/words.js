/* Texts, numbers and moments in the reader's language; elements whose content is always text, never markup. */
'use strict';

petarawan.language = document.documentElement.lang === 'en' ? 'en' : 'id';
petarawan.locale = petarawan.language === 'en' ? 'en-GB' : 'id-ID';

petarawan.say = function (key, values) {
  var text = Object.prototype.hasOwnProperty.call(petarawan.texts, key) ? petarawan.texts[key] : key;
  return text.replace(/\{(\w+)\}/g, function (whole, name) {
    return values && name in values ? String(values[name]) : whole;
  });
};

/* A text that counts: `key` with its number, or its own form for one. */
petarawan.count = function (key, n, digits) {
  return n === 1 ? petarawan.say(key + '_one') : petarawan.say(key, { n: petarawan.number(n, digits) });
};

petarawan.number = function (value, digits) {
  if (value === null || value === undefined || !isFinite(value)) {
    return '–';
  }
  return new Intl.NumberFormat(petarawan.locale, { maximumFractionDigits: digits || 0 }).format(value);
};

/* Both texts of a sentence as the server sends them: {id, en}. */
petarawan.said = function (both) {
  return (both && both[petarawan.language]) || '';
};

/* A moment only as exactly as it is known; `precision` as in the incidents table. */
petarawan.moment = function (iso, precision) {
  if (!iso || precision === 'unknown') {
    return petarawan.say('time_unknown');
  }
  var zone = document.body.dataset.timezone;
  var form = { timeZone: zone, year: 'numeric' };
  if (precision !== 'year') {
    form.month = 'short';
  }
  if (precision !== 'year' && precision !== 'month') {
    form.day = 'numeric';
  }
  var day = new Intl.DateTimeFormat(petarawan.locale, form).format(new Date(iso));
  if (precision === 'day' || precision === 'month' || precision === 'year') {
    return day;
  }
  var clock = new Intl.DateTimeFormat(petarawan.locale, {
    timeZone: zone,
    hour: '2-digit',
    minute: '2-digit',
    hour12: false
  }).format(new Date(iso));
  return day + ' ' + clock + ' ' + petarawan.zoneName(iso);
};

/* WIB, WITA or WIT in either language, as the server writes them; elsewhere what the browser knows. */
petarawan.zoneName = function (iso) {
  var form = { timeZone: document.body.dataset.timezone, timeZoneName: 'short' };
  var part = new Intl.DateTimeFormat('id-ID', form).formatToParts(new Date(iso)).find(function (one) {
    return one.type === 'timeZoneName';
  });
  return part ? part.value : '';
};

/* element('p', {class: 'x'}, 'text', child, …): attributes are set as attributes, texts become text nodes. */
petarawan.element = function (tag, attributes) {
  var made = document.createElement(tag);
  return petarawan.fill(made, attributes, Array.prototype.slice.call(arguments, 2));
};

petarawan.drawing = function (tag, attributes) {
  var made = document.createElementNS('http://www.w3.org/2000/svg', tag);
  return petarawan.fill(made, attributes, Array.prototype.slice.call(arguments, 2));
};

petarawan.fill = function (made, attributes, content) {
  Object.keys(attributes || {}).forEach(function (name) {
    if (attributes[name] !== null && attributes[name] !== undefined) {
      made.setAttribute(name, attributes[name]);
    }
  });
  content.forEach(function (part) {
    if (part !== null && part !== undefined) {
      made.appendChild(part instanceof Node ? part : document.createTextNode(String(part)));
    }
  });
  return made;
};
