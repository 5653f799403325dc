/* Issued patrol orders on the cards of zones and routes: number and every format, to download. */
'use strict';

(function () {
  var known = null; // the orders of the routes that the map shows, once they were asked for
  var asking = null;

  function load() {
    asking = asking || petarawan.askJson(petarawan.address('/commander/perintah/terbit.json'), null, null).then(function (answer) {
      known = answer || { orders: [], formats: [] };
      return known;
    });
    return asking;
  }

  function fill(place, kind, id, answer) {
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
    if (known) {
      fill(place, kind, id, known);
    } else {
      load().then(function (answer) {
        fill(place, kind, id, answer);
      });
    }
    return section;
  };

  petarawan.forgetOrders = function () {
    known = asking = null;
  };
})();
