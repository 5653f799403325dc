/* Numbers on areas: plain elements whose content is text. Zones come first, then hotspots by rank; none over another. */
'use strict';

petarawan.Labels = L.Layer.extend({
  options: { pane: 'labels' },

  initialize: function () {
    this._groups = {};
  },

  /* Sets the labels of a group, the most important first: [{at, text, style, border,
     selected, important, onclick}]. */
  set: function (group, order, labels) {
    this._groups[group] = { order: order, labels: labels };
    if (this._map) {
      this._draw();
    }
  },

  onAdd: function () {
    this._container = L.DomUtil.create('div', 'labels leaflet-zoom-hide', this.getPane());
    this._container.setAttribute('aria-hidden', 'true');
    this._draw();
  },

  getEvents: function () {
    return { zoomend: this._draw, viewreset: this._draw };
  },

  _inOrder: function () {
    var groups = this._groups;
    var all = [];
    Object.keys(groups).sort(function (one, other) {
      return groups[one].order - groups[other].order;
    }).forEach(function (name) {
      all = all.concat(groups[name].labels);
    });
    return all.filter(function (label) {
      return label.selected;
    }).concat(all.filter(function (label) {
      return !label.selected;
    }));
  },

  /* Where an important label may stand: at home, else beside it (pixels). */
  _places: [[0, 0], [27, 0], [-27, 0], [0, 25], [0, -25], [27, 25], [-27, 25], [27, -25], [-27, -25]],

  _draw: function () {
    var taken = [];
    var made = [];
    this._inOrder().forEach(function (label) {
      var home = this._map.latLngToLayerPoint(label.at);
      var at = (label.important ? this._places : [[0, 0]]).map(function (step) {
        return home.add(step);
      }).find(function (place) {
        return taken.every(function (other) {
          return Math.abs(other.x - place.x) > 26 || Math.abs(other.y - place.y) > 24;
        });
      });
      if (!at) {
        return;
      }
      taken.push(at);
      var element = petarawan.element('div', { class: 'label ' + label.style + (label.selected ? ' selected' : '') }, label.text);
      if (label.border) {
        element.style.borderColor = label.border;
      }
      L.DomUtil.setPosition(element, at);
      L.DomEvent.disableClickPropagation(element);
      element.addEventListener('click', label.onclick);
      made.push(element);
    }, this);
    this._container.replaceChildren.apply(this._container, made);
  }
});
