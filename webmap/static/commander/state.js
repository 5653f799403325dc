/* One state, kept in the address: period, step, hours, kinds, agency, runs, what is selected; the place after the #. */
'use strict';

(function () {
  var PERIODS = ['today', '7d', '28d', '1y', 'all'];

  var STEP = /^\d{4}(-(W\d{2}|\d{2}(-\d{2})?))?$/;
  var KEY = /^(zone|hotspot|route|object|incident|forecast|change|crew):/;
  // What is drawn only when it is switched on, and the switch that a link to one of it needs.
  var SWITCH = { route: 'routes', forecast: 'forecast', change: 'diff' };
  var HOURS = /^([01]\d|2[0-3])-([01]\d|2[0-4])$/;

  petarawan.selected = null;

  function only(text, form) {
    return form.test(text || '') ? text : null;
  }

  petarawan.readState = function () {
    var query = new URLSearchParams(window.location.search);
    var period = query.get('period');
    petarawan.shown.period = PERIODS.indexOf(period) >= 0 ? period : 'all';
    petarawan.shown.kinds = (query.get('kinds') || '').split(',').filter(Boolean).map(function (code) {
      try {
        return decodeURIComponent(code);
      } catch (error) {
        return code;
      }
    });
    petarawan.shown.step = only(query.get('step'), STEP);
    petarawan.shown.hours = only(query.get('hours'), HOURS);
    petarawan.agency = query.get('agency') || null;
    petarawan.run = query.get('run') || 'latest';
    petarawan.diff = query.get('diff') || null;
    petarawan.forecast = query.get('forecast') || null;
    petarawan.routes = query.get('routes') || null;
    petarawan.selected = only(query.get('selected'), KEY);
    var needs = SWITCH[(petarawan.selected || '').split(':')[0]];
    if (needs) {
      petarawan[needs] = petarawan[needs] || 'latest';
    }
  };

  petarawan.writeState = function (asNewPage) {
    var query = new URLSearchParams(window.location.search);
    var keep = function (name, value) {
      if (value) {
        query.set(name, value);
      } else {
        query.delete(name);
      }
    };
    keep('period', petarawan.shown.period === 'all' ? '' : petarawan.shown.period);
    keep('kinds', petarawan.shown.kinds.map(encodeURIComponent).join(','));
    keep('step', petarawan.shown.step);
    keep('hours', petarawan.shown.hours);
    keep('agency', petarawan.agency);
    keep('run', petarawan.run === 'latest' ? '' : petarawan.run);
    keep('diff', petarawan.diff);
    keep('forecast', petarawan.forecast);
    keep('routes', petarawan.routes);
    keep('selected', petarawan.selected);
    var text = query.toString();
    var address = window.location.pathname + (text ? '?' + text : '') + window.location.hash;
    window.history[asNewPage ? 'pushState' : 'replaceState'](null, '', address);
    petarawan.linkLanguages();
  };

  /* The links to the other language keep what is shown. */
  petarawan.linkLanguages = function () {
    document.querySelectorAll('nav.lang a').forEach(function (link) {
      var query = new URLSearchParams(window.location.search);
      query.set('lang', link.lang);
      link.setAttribute('href', '?' + query.toString() + window.location.hash);
    });
  };

  petarawan.placeOfAddress = function () {
    var parts = /^#(\d{1,2}(?:\.\d)?)\/(-?\d+\.?\d*)\/(-?\d+\.?\d*)$/.exec(window.location.hash);
    if (!parts || Math.abs(parts[2]) > 90 || Math.abs(parts[3]) > 180) {
      return null;
    }
    return { zoom: Math.min(18, Number(parts[1])), centre: [Number(parts[2]), Number(parts[3])] };
  };

  petarawan.keepPlace = function (map) {
    map.on('moveend', function () {
      var centre = map.getCenter();
      var place = '#' + map.getZoom() + '/' + centre.lat.toFixed(4) + '/' + centre.lng.toFixed(4);
      window.history.replaceState(null, '', window.location.pathname + window.location.search + place);
      petarawan.linkLanguages();
    });
  };

  petarawan.readState();
})();
