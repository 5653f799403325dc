/* Numbers on areas: plain elements whose content is text. Zones come first, then hotspots by rank; none over another. */
'use strict';

petarawan.Labels = L.Layer.extend({
  options: { pane: 'labels' },

  initialize: function () {
    this._groups = {};
  },

  /* Sets the labels of a group, the most important first: [{at, text, style, border, selected, onclick}]. */
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

  _draw: function () {
    var taken = [];
    var made = [];
    this._inOrder().forEach(function (label) {
      var at = this._map.latLngToLayerPoint(label.at);
      var free = taken.every(function (other) {
        return Math.abs(other.x - at.x) > 26 || Math.abs(other.y - at.y) > 24;
      });
      if (!free) {
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
