/* Issued patrol orders on the cards of zones and routes: number and every format, to download. */
'use strict';

(function () {
  var known = {}; // the orders of the routes that belong to what the map shows, by what was asked
  var asking = {};

  /* Answers with the orders, or with null when they could not be fetched: then the next card asks again. */
  function load(address) {
    asking[address] = asking[address] || petarawan.askJson(address, null, petarawan.drawCard).then(function (answer) {
      known[address] = answer;
      delete asking[address];
      return answer;
    });
    return asking[address];
  }

  function fill(place, kind, id, answer) {
    if (!answer) {
      place.replaceChildren(petarawan.element('p', { class: 'quiet' }, petarawan.say('unknown_yet')));
      return;
    }
    var mine = answer.orders.filter(function (order) {
      return order[kind] === id;
    });
    place.replaceChildren();
    mine.forEach(function (order) {
      var line = petarawan.element('p', { class: 'order' }, petarawan.say('order_n', { number: order.number }), ' ');
      answer.formats.forEach(function (format) {
        var name = encodeURIComponent(order.id + '.' + format);
        line.append(petarawan.element('a', { href: petarawan.address('/commander/perintah/' + name), download: '', 'aria-label': order.number + ' ' + format.toUpperCase() }, format.toUpperCase()), ' ');
      });
      line.append(petarawan.element('a', { href: petarawan.address('/commander/perintah/' + encodeURIComponent(order.id) + '/formulir.xlsx'), download: '' }, petarawan.say('order_form')));
      place.appendChild(line);
    });
    if (!mine.length) {
      place.appendChild(petarawan.element('p', { class: 'quiet' }, petarawan.say('no_order')));
    }
    place.appendChild(petarawan.parts.page('/commander/daftar/perintah', {}, petarawan.say('all_orders')));
  }

  petarawan.orderLinks = function (kind, id) {
    var place = petarawan.element('div', { class: 'orders' });
    var section = petarawan.parts.part(petarawan.say('orders'), place);
    var address = petarawan.address('/commander/perintah/terbit.json', petarawan.routesAsked());
    if (known[address]) {
      fill(place, kind, id, known[address]);
    } else {
      place.append(petarawan.element('p', { class: 'quiet' }, petarawan.say('loading')));
      load(address).then(function (answer) {
        fill(place, kind, id, answer);
      });
    }
    return section;
  };

  petarawan.forgetOrders = function () {
    known = {};
    asking = {};
  };
})();
