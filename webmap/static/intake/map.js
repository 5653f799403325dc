// The little map of /lapor: outlines and names only; a tap, or the middle of the map, is the place.
window.laporMap = function (address, chosen) {
  'use strict';
  /* An element of our own as a marker: no markup is ever made from a text. */
  var ElementIcon = L.Icon.extend({
    createIcon: function () { this._setIconStyles(this.options.element, 'icon'); return this.options.element; },
    createShadow: function () { return null; }
  });
  var box = document.getElementById('map'), style = getComputedStyle(document.documentElement);
  function colour(name) { return style.getPropertyValue(name).trim(); }

  return fetch(address, { credentials: 'omit' }).then(function (answer) {
    if (!answer.ok) throw new Error(String(answer.status));
    return answer.json();
  }).then(function (ground) {
    var map = L.map(box, { attributionControl: false, zoomControl: true, minZoom: 7, maxZoom: 17, preferCanvas: true });
    var mark = null, names = L.layerGroup();
    map.fitBounds(ground.bounds);
    Object.keys(ground.lines).forEach(function (name) {
      var wide = { boundary: 3, districts: 1, rivers: 2, roads: 2 }[name] || 1;
      var ink = name === 'rivers' ? '#2a7ab8' : name === 'roads' ? '#8a6d3b' : colour('--quiet');
      L.polyline(ground.lines[name], { color: ink, weight: wide, interactive: false, dashArray: name === 'districts' ? '4 4' : null }).addTo(map);
    });
    ground.places.forEach(function (place) {
      L.circleMarker([place[1], place[2]], { radius: 3, color: colour('--ink'), interactive: false }).addTo(map);
      var label = document.createElement('span');
      label.textContent = place[0];
      names.addLayer(L.marker([place[1], place[2]], { keyboard: false, interactive: false, icon: new ElementIcon({ className: 'place-name', element: label, iconAnchor: [-6, 8], iconSize: null }) }));
    });
    function label() { if (map.getZoom() >= 10) names.addTo(map); else names.remove(); }
    map.on('zoomend', label);
    label();
    var cross = document.createElement('div');
    cross.className = 'cross';
    box.append(cross);
    function take(at) {
      if (!mark) mark = L.circleMarker(at, { radius: 10, color: colour('--bad'), weight: 4 }).addTo(map);
      mark.setLatLng(at);
      chosen(at.lng, at.lat);
    }
    laporMap.clear = function () { if (mark) mark.remove(); mark = null; };
    map.on('click', function (event) { take(event.latlng); });
    document.getElementById('middle').addEventListener('click', function () { take(map.getCenter()); });
    box.focus();
  });
};
