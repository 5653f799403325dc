/* The sheet on a phone: list, card and times over the map, drawn up by its handle or moved by the handle's button. */
'use strict';

(function () {
  var sheet = document.getElementById('sheet');
  var desk = document.getElementById('desk');
  var wide = window.matchMedia('(min-width: 900px)');
  var LOW = 118;
  var HANDLE = 52; // where the map is low, the handle alone
  var tools = document.getElementById('tools');
  var home = tools.parentNode;
  var box = petarawan.element('details', { class: 'kinds', id: 'toolbox' }, petarawan.element('summary', {}, petarawan.say('tools')));
  tools.addEventListener('click', function () {
    box.open = false;
  });
  var STEPS = ['low', 'half', 'high'];
  var step = 'low';
  var from = null;
  var moved = false;

  var handle = petarawan.element('button', { type: 'button', class: 'handle', 'aria-controls': 'sheet' });
  sheet.prepend(handle);

  function lowest(whole) {
    return Math.min(whole < 300 ? HANDLE : LOW, whole);
  }

  function height(name) {
    var whole = desk.clientHeight;
    return { low: lowest(whole), half: Math.round(whole * 0.52), high: whole - 8 }[name];
  }

  /* On a phone the tools lie behind one button. */
  function moveTools() {
    if (wide.matches) {
      home.appendChild(tools);
      box.remove();
    } else {
      box.appendChild(tools);
      home.insertBefore(box, document.getElementById('shown'));
    }
  }

  function put(name) {
    step = name;
    sheet.dataset.step = name;
    sheet.style.height = wide.matches || document.body.classList.contains('on-paper') ? '' : height(name) + 'px';
    handle.textContent = petarawan.say('sheet_' + name);
    handle.setAttribute('aria-expanded', String(name !== 'low'));
  }

  /* How many pixels of the map lie under the sheet. */
  petarawan.sheetCovers = function () {
    var rest = desk.clientHeight - sheet.offsetHeight;
    return wide.matches || rest < 120 ? 0 : Math.max(0, sheet.offsetHeight - lowest(desk.clientHeight) + 12);
  };

  petarawan.fitSheet = function () {
    put(step);
  };

  /* Something was chosen: half of it shows; nothing any more: as it was. */
  petarawan.sheetFor = function (chosen) {
    if (!wide.matches && chosen) {
      put(step === 'low' ? 'half' : step);
      sheet.scrollTop = 0;
    }
  };

  handle.addEventListener('click', function () {
    if (!moved) {
      put(STEPS[(STEPS.indexOf(step) + 1) % STEPS.length]);
    }
    moved = false;
  });
  handle.addEventListener('keydown', function (event) {
    var by = { ArrowUp: 1, ArrowDown: -1 }[event.key];
    if (by) {
      event.preventDefault();
      put(STEPS[Math.max(0, Math.min(2, STEPS.indexOf(step) + by))]);
    }
  });
  handle.addEventListener('pointerdown', function (event) {
    from = { y: event.clientY, height: sheet.offsetHeight };
    moved = false;
    handle.setPointerCapture(event.pointerId);
  });
  handle.addEventListener('pointermove', function (event) {
    if (!from || Math.abs(event.clientY - from.y) < 6 && !moved) {
      return;
    }
    moved = true;
    var tall = Math.max(LOW / 2, Math.min(height('high'), from.height + from.y - event.clientY));
    sheet.style.height = tall + 'px';
  });
  function drop() {
    if (from && moved) {
      var tall = sheet.offsetHeight;
      put(STEPS.slice().sort(function (one, other) {
        return Math.abs(height(one) - tall) - Math.abs(height(other) - tall);
      })[0]);
    }
    from = null;
  }
  handle.addEventListener('pointerup', drop);
  handle.addEventListener('pointercancel', drop);
  wide.addEventListener('change', function () {
    moveTools();
    petarawan.fitSheet();
  });
  moveTools();
  window.addEventListener('resize', petarawan.fitSheet);
  put('low');
})();
