/* Scale bar, and the pointer's place in decimal degrees and UTM (WGS 84). */
'use strict';

/* Transverse Mercator by the series of Krüger (1912) to the sixth order, as in Karney (2011), J. Geodesy 85, 475-485:
   better than a millimetre within a zone. Returns easting and northing in metres. */
petarawan.utm = function (lat, lon, zone, south) {
  var f = 1 / 298.257223563;
  var n = f / (2 - f);
  var n2 = n * n, n3 = n2 * n, n4 = n3 * n, n5 = n4 * n, n6 = n5 * n;
  var radius = (6378137 / (1 + n)) * (1 + n2 / 4 + n4 / 64 + n6 / 256);
  var alpha = [
    n / 2 - (2 / 3) * n2 + (5 / 16) * n3 + (41 / 180) * n4 - (127 / 288) * n5 + (7891 / 37800) * n6,
    (13 / 48) * n2 - (3 / 5) * n3 + (557 / 1440) * n4 + (281 / 630) * n5 - (1983433 / 1935360) * n6,
    (61 / 240) * n3 - (103 / 140) * n4 + (15061 / 26880) * n5 + (167603 / 181440) * n6,
    (49561 / 161280) * n4 - (179 / 168) * n5 + (6601661 / 7257600) * n6,
    (34729 / 80640) * n5 - (3418889 / 1995840) * n6,
    (212378941 / 319334400) * n6
  ];
  var phi = (lat * Math.PI) / 180;
  var lambda = ((lon - (6 * zone - 183)) * Math.PI) / 180;
  var e = Math.sqrt(f * (2 - f));
  var sine = Math.sin(phi);
  var t = Math.sinh(Math.atanh(sine) - e * Math.atanh(e * sine));
  var xi = Math.atan2(t, Math.cos(lambda));
  var eta = Math.asinh(Math.sin(lambda) / Math.hypot(t, Math.cos(lambda)));
  var x = eta, y = xi;
  alpha.forEach(function (factor, index) {
    var twice = 2 * (index + 1);
    x += factor * Math.cos(twice * xi) * Math.sinh(twice * eta);
    y += factor * Math.sin(twice * xi) * Math.cosh(twice * eta);
  });
  return { easting: 500000 + 0.9996 * radius * x, northing: (south ? 10000000 : 0) + 0.9996 * radius * y };
};

/* The UTM zone of an EPSG code (326xx north, 327xx south), else that of the place itself. */
petarawan.zoneOf = function (crs, lat, lon) {
  var family = Math.floor(crs / 100);
  if (family === 326 || family === 327) {
    return { zone: crs % 100, south: family === 327 };
  }
  return { zone: (Math.floor((lon + 180) / 6) % 60) + 1, south: lat < 0 };
};

petarawan.placeText = function (lat, lon, crs) {
  var where = petarawan.zoneOf(crs, lat, lon);
  var metres = petarawan.utm(lat, lon, where.zone, where.south);
  return (
    lat.toFixed(5) + ', ' + lon.toFixed(5) + ' · UTM ' + where.zone + (where.south ? 'S ' : 'N ') +
    Math.round(metres.easting) + ' ' + Math.round(metres.northing)
  );
};

petarawan.scaleAndCoordinates = function (map, options) {
  petarawan.crs = options.crs;
  L.control.scale({ imperial: false, position: 'bottomright', maxWidth: 140 }).addTo(map);
  var Pointer = L.Control.extend({
    options: { position: 'bottomright' },
    onAdd: function () {
      var box = L.DomUtil.create('div', 'pointer-place');
      box.id = 'pointer-place';
      box.hidden = true;
      map.on('mousemove click', function (event) {
        var at = event.latlng.wrap();
        box.textContent = petarawan.placeText(at.lat, at.lng, options.crs);
        box.hidden = false;
      });
      return box;
    }
  });
  new Pointer().addTo(map);
};
