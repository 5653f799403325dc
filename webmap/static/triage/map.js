// The place of one report on a small map; a click puts the place into the form that makes it an incident.
(function () {
  'use strict';
  /* An element of our own as a marker: no markup is ever made from a text. */
  var ElementIcon = L.Icon.extend({
    createIcon: function () { this._setIconStyles(this.options.element, 'icon'); return this.options.element; },
    createShadow: function () { return null; }
  });
  var box = document.getElementById('place-map'), told = box.dataset;
  var form = document.querySelector('form[action$="/terima"]'), mark = null;
  var style = getComputedStyle(document.documentElement);
  function colour(name) { return style.getPropertyValue(name).trim(); }

  fetch(told.ground, { credentials: 'omit' }).then(function (answer) { return answer.json(); }).then(function (ground) {
    var at = [Number(told.lat), Number(told.lon)], radius = Number(told.radius) || 0;
    var map = L.map(box, { attributionControl: false, scrollWheelZoom: false, minZoom: 7, maxZoom: 17, preferCanvas: true });
    Object.keys(ground.lines).forEach(function (name) {
      var ink = { rivers: '#2a7ab8', roads: '#8a6d3b' }[name] || colour('--quiet');
      L.polyline(ground.lines[name], { color: ink, weight: name === 'boundary' ? 3 : 1.5, interactive: false }).addTo(map);
    });
    ground.places.forEach(function (place) {
      var label = document.createElement('span');
      label.textContent = place[0];
      L.circleMarker([place[1], place[2]], { radius: 3, color: colour('--quiet'), interactive: false }).addTo(map);
      L.marker([place[1], place[2]], { keyboard: false, interactive: false, icon: new ElementIcon({ className: 'place-name', element: label, iconAnchor: [-6, 8], iconSize: null }) }).addTo(map);
    });
    if (radius) {
      var around = L.circle(at, { radius: radius, color: colour('--accent'), weight: 1, fillOpacity: 0.1, interactive: false });
      map.setView(at, 9);
      around.addTo(map);
      map.fitBounds(around.getBounds(), { maxZoom: 15 });
    } else {
      map.setView(at, 12);
    }
    L.control.scale({ imperial: false }).addTo(map);
    mark = L.circleMarker(at, { radius: 8, color: colour('--bad'), weight: 3, interactive: false }).addTo(map);
    map.on('click', function (event) {
      if (!form) return;
      mark.setLatLng(event.latlng);
      form.elements.lat.value = event.latlng.lat.toFixed(5);
      form.elements.lon.value = event.latlng.lng.toFixed(5);
      form.elements.precision_m.value = '';
    });
  });
}());
