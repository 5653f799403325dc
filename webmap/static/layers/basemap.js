/* The basemap from one PMTiles file, when the administrator has given one; its script is fetched only then. */
'use strict';

(function () {
  /* The flavour of Protomaps in the colours of our own ground, light and dark alike: hotspots stand out on it, and
     waters and roads read as they do where there is no file. */
  function flavour() {
    var c = petarawan.colour;
    var land = c('land'), water = c('water'), forest = c('forest'), road = c('road'), ink = c('place'), halo = c('place-halo');
    var cover = { grassland: forest, barren: land, urban_area: c('soft'), farmland: forest, glacier: land, scrub: forest, forest: forest };
    return {
      background: c('outside'), earth: land, landcover: cover, water: water, buildings: road,
      park_a: forest, park_b: forest, wood_a: forest, wood_b: forest, scrub_a: forest, scrub_b: forest,
      hospital: land, industrial: land, school: land, beach: land, sand: land, zoo: forest, glacier: land,
      aerodrome: c('outside'), pedestrian: land, pier: land, runway: road, major: road, railway: road,
      boundaries: c('district'),
      roads_label_minor: ink, roads_label_minor_halo: halo, roads_label_major: ink, roads_label_major_halo: halo,
      ocean_label: ink, state_label: ink, state_label_halo: halo, country_label: ink,
      city_label: ink, city_label_halo: halo
    };
  }

  var RIVER_WIDTHS = [[6, 0.8], [10, 1.5], [14, 4], [18, 12]];

  function widthAt(zoom) {
    for (var i = RIVER_WIDTHS.length - 1; i > 0; i--) {
      var low = RIVER_WIDTHS[i - 1], high = RIVER_WIDTHS[i];
      if (zoom >= low[0]) {
        return low[1] + (high[1] - low[1]) * Math.min(1, (zoom - low[0]) / (high[0] - low[0]));
      }
    }
    return RIVER_WIDTHS[0][1];
  }

  function isRiver(zoom, feature) {
    return feature.geomType === 2 && (feature.props.kind === 'river' || feature.props.kind === 'canal');
  }

  function isPlace(rule) {
    return rule.dataLayer === 'places';
  }

  function isOther(rule) {
    return rule.dataLayer !== 'places';
  }

  /* Loads a script of our own once. */
  function load(address) {
    return new Promise(function (done, fail) {
      var script = document.createElement('script');
      script.src = address;
      script.addEventListener('load', done);
      script.addEventListener('error', fail);
      document.head.appendChild(script);
    });
  }

  /* Whose map it is, as text, always on the map: on paper and in embedded pages, too. */
  var Attribution = L.Control.extend({
    options: { position: 'bottomright' },
    initialize: function (who) {
      this._who = who;
    },
    onAdd: function () {
      return petarawan.element('div', { class: 'map-attribution' }, petarawan.said(this._who));
    }
  });

  /* `ready` answers with what `/api/basemap` says, or null: no file, so the region's own layers are the ground.
     `named`: their makers are named on the map; pages that name them beside it do without. */
  petarawan.Basemap = L.Class.extend({
    initialize: function (map, named) {
      this._map = map;
      this._dark = window.matchMedia('(prefers-color-scheme: dark)');
      map.createPane('basemap').style.zIndex = 290;
      map.getPane('basemap').style.pointerEvents = 'none';
      var self = this;
      // No cookie goes with it: the answer is the same for everybody, on public and embedded pages, too.
      this.ready = fetch((document.body.dataset.root || '') + '/api/basemap', { credentials: 'omit' })
        .then(function (answer) {
          return answer.ok ? answer.json() : null;
        })
        .then(function (about) {
          if (!about || !about.available) {
            if (named && about && about.credit) {
              map.addControl(new Attribution(about.credit));
            }
            return null;
          }
          return load(about.script).then(function () {
            self.about = about;
            self.draw();
            map.addControl(new Attribution(about.credit));
            self._dark.addEventListener('change', function () {
              self.draw();
            });
            // Paper is always light: the page says so by a class.
            new MutationObserver(function () {
              if (petarawan.colour('land') !== self._land) {
                self.draw();
              }
            }).observe(document.body, { attributes: true, attributeFilter: ['class'] });
            return about;
          });
        })
        .catch(function () {
          return null;
        });
    },

    draw: function () {
      if (this.layer) {
        this._map.removeLayer(this.layer);
      }
      var box = this.about.bounds;
      var colours = flavour();
      this._land = colours.earth;
      var labels = protomapsL.labelRules(colours, petarawan.language);
      this.layer = protomapsL.leafletLayer({
        url: new URL(this.about.address, window.location.href).href,
        paintRules: protomapsL.paintRules(colours),
        // Where names collide, a place comes before a water.
        labelRules: labels.filter(isPlace).concat(labels.filter(isOther)),
        lang: petarawan.language,
        maxDataZoom: this.about.maxzoom,
        bounds: [[box[1], box[0]], [box[3], box[2]]],
        noWrap: true,
        pane: 'basemap',
        attribution: ''
      });
      // Rivers that are lines show as soon as they are in the tiles; the flavours themselves begin at zoom 14.
      var at = this.layer.paintRules.findIndex(function (rule) {
        return rule.dataLayer === 'water';
      });
      this.layer.paintRules.splice(at + 1, 0, {
        dataLayer: 'water',
        symbolizer: new protomapsL.LineSymbolizer({ color: petarawan.colour('water-line'), width: widthAt }),
        filter: isRiver
      });
      this._map.addLayer(this.layer);
    }
  });
})();
