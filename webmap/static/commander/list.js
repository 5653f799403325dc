/* The list beside the map: what was switched on, zones, hotspots; arrow keys move, Enter chooses, as on the map. */
'use strict';

(function () {
  var PRINTED = { zone: 8, hotspot: 5, forecast: 5, change: 5, route: 8, object: 4 };
  var FIRST_SHOWN = { zone: 20, hotspot: 20, forecast: 10, change: 20, route: 20, object: 5 };
  var unfolded = {};

  var remedies = JSON.parse(document.body.dataset.remedies);

  petarawan.answers = {};
  petarawan.kindNames = {};

  /* What the reader can do about something that is missing: analysts get the page, commanders whom to ask. */
  petarawan.remedy = function (what) {
    var told = remedies[what];
    return told.href ? petarawan.element('a', { href: told.href }, told.text) : document.createTextNode(told.text);
  };

  petarawan.kindName = function (code) {
    return petarawan.said(petarawan.kindNames[code]) || code;
  };

  /* Without what stands in brackets: lists have little room, the card has the whole name. */
  petarawan.shortKindName = function (code) {
    return petarawan.kindName(code).replace(/\s*\(.*\)\s*$/, '');
  };

  petarawan.agencyName = function (code) {
    var agency = petarawan.answers.zone && petarawan.answers.zone.agencies && petarawan.answers.zone.agencies[code];
    return agency ? agency.short : code;
  };

  petarawan.mainKinds = function (kinds) {
    return Object.keys(kinds)
      .map(function (code) {
        return [code, kinds[code]];
      })
      .sort(function (one, other) {
        return other[1] - one[1] || (one[0] < other[0] ? -1 : 1);
      });
  };

  /* The zone that holds a hotspot, or undefined. */
  petarawan.zoneOfHotspot = function (id) {
    var zones = petarawan.answers.zone ? petarawan.answers.zone.features : [];
    return zones.find(function (zone) {
      return zone.properties.hotspots.indexOf(id) >= 0;
    });
  };

  function zoneRow(told) {
    var names = [told.lead].concat(told.partners).filter(Boolean).map(petarawan.agencyName);
    var facts = [
      petarawan.count('hotspots_n', told.hotspots.length),
      petarawan.count('incidents_n', told.n)
    ];
    var gaps = told.gaps.length ? petarawan.count('gaps_n', told.gaps.length) : null;
    return [
      petarawan.element('strong', {}, told.name || told.id),
      petarawan.element('span', { class: 'who' }, names.join(' + ') || petarawan.say('no_lead')),
      petarawan.element(
        'span',
        { class: 'quiet' },
        facts.join(' · '),
        gaps ? petarawan.element('span', { class: 'gap' }, ' · ' + gaps) : null
      ),
      told.units.length ? petarawan.element('span', { class: 'only-print' }, petarawan.say('units') + ': ' + told.units.join(', ')) : null
    ];
  }

  function hotspotRow(told) {
    var kinds = petarawan.mainKinds(told.kinds);
    var hours = petarawan.busiest(told.hours);
    var facts = [
      petarawan.say('trend_' + told.trend),
      hours ? petarawan.say('busiest', { from: petarawan.hourText(hours[0]), to: petarawan.hourText(hours[1]) }) : null,
      petarawan.number(told.area_km2, 1) + '\u00a0km²'
    ];
    var sure = told.confidence_percent === null ? null : petarawan.say('confidence_of', { n: told.confidence_percent });
    var mark = petarawan.weakMark(told);
    return [
      petarawan.element(
        'span',
        {},
        petarawan.element('strong', {}, petarawan.count('incidents_n', told.n)),
        sure ? petarawan.element('span', { class: 'quiet' }, ' · ' + sure) : null,
        mark ? ' ' : null,
        mark
      ),
      petarawan.element('span', { class: 'who' }, kinds.slice(0, 2).map(function (kind) { return petarawan.shortKindName(kind[0]); }).join(', ')),
      petarawan.element('span', { class: 'quiet' }, facts.filter(Boolean).join(' · ')),
      petarawan.said(told.why) ? petarawan.element('span', { class: 'only-print' }, petarawan.said(told.why)) : null
    ];
  }

  function objectRow(told, answer) {
    var days = answer.periods_days[0];
    var n = petarawan.ringSum(told, days, 'n');
    return [
      petarawan.element('strong', {}, told.name),
      petarawan.element('span', { class: 'quiet' }, petarawan.say('object_' + told.kind) + ' · ' + petarawan.say('around_n', {
        n: petarawan.number(n), km: petarawan.number(answer.reach_m / 1000, 1), days: days
      })),
      null
    ];
  }

  function forecastRow(told) {
    var share = told.share === null ? null : petarawan.number(100 * told.share, 1) + ' %';
    return [
      petarawan.element('strong', {}, petarawan.say('expected_here', { n: petarawan.number(told.expected, 2) })),
      petarawan.element('span', { class: 'quiet' }, [share, petarawan.number(told.area_km2, 2) + '\u00a0km²'].filter(Boolean).join(' · ')),
      null
    ];
  }

  function changeRow(told) {
    var counts = [told.previous_n, told.n].filter(function (n) {
      return n !== null;
    }).map(function (n) {
      return petarawan.number(n);
    });
    return [
      petarawan.element('strong', {}, petarawan.say('change_' + told.change)),
      petarawan.element('span', { class: 'quiet' }, petarawan.changedId(told) + ' · ' + petarawan.say('incidents') + ' ' + counts.join(' → ')),
      null
    ];
  }

  function routeRow(told) {
    var answer = petarawan.answers.route;
    var names = [told.lead].concat(told.partners).filter(Boolean).map(petarawan.agencyOf.bind(null, answer));
    var facts = [petarawan.say('mode_' + told.mode), petarawan.count('stops_n', told.stops.length), petarawan.spanText(told.begins, told.ends)];
    return [
      petarawan.element('strong', {}, told.id + ' ' + told.name),
      petarawan.element('span', { class: 'who' }, names.join(' + ') || petarawan.say('no_lead')),
      petarawan.element('span', { class: 'quiet' }, facts.join(' · '))
    ];
  }

  var ROWS = { zone: zoneRow, hotspot: hotspotRow, forecast: forecastRow, change: changeRow, route: routeRow, object: objectRow };

  /* The page that lists all of a kind, with the runs that are shown. */
  function pageOf(kind, answer) {
    if (kind === 'forecast') {
      return petarawan.address('/commander/daftar/prakiraan', answer.run ? { run: answer.run.run_id } : {});
    }
    if (kind === 'route') {
      return petarawan.address('/commander/daftar/rute', answer.run ? { run: answer.run.run_id } : {});
    }
    if (kind === 'change') {
      return petarawan.address('/commander/daftar/selisih', answer.older ? { older: answer.older.run_id, newer: answer.newer.run_id } : {});
    }
    if (kind === 'object') {
      return petarawan.address('/commander/daftar/objek');
    }
    return petarawan.address(kind === 'zone' ? '/commander/daftar/zona' : '/commander/daftar/hotspot', petarawan.run === 'latest' ? {} : { run: petarawan.run });
  }

  function shownBy(kind, answer) {
    var layer = petarawan.layers[{ zone: 'zones', hotspot: 'hotspots', forecast: 'forecast', change: 'diff', route: 'routes', object: 'objects' }[kind]];
    return function (feature) {
      return layer.isShown(feature.properties, answer);
    };
  }

  /* Why a section holds nothing, and what to do; null when it holds something. */
  function emptiness(kind, answer) {
    var run = kind === 'change' ? answer.older : answer.run;
    if ((run || kind === 'object') && answer.features.some(shownBy(kind, answer))) {
      return null;
    }
    var text = petarawan.element('p', { class: 'empty' });
    if (kind === 'object') {
      text.append(petarawan.say('no_objects') + ' ', petarawan.remedy('objects'));
    } else if (run && answer.features.length) {
      text.append(petarawan.say('none_of_agency'));
    } else if (run && kind === 'change') {
      text.append(petarawan.say('none_changed'));
    } else if (run) {
      text.append(petarawan.say(kind === 'forecast' ? 'none_expected' : 'none_found', { run: run.run_id }));
    } else if (kind === 'change') {
      text.append(petarawan.say('no_changes'));
    } else {
      text.append(petarawan.say('no_' + kind + 's') + ' ', petarawan.remedy(kind === 'forecast' ? kind : kind + 's'));
    }
    return text;
  }

  function badge(kind, told, answer) {
    if (kind === 'forecast') {
      return petarawan.element('span', { class: 'badge expected blue-' + petarawan.rankStep(told.rank, answer.total) }, told.rank);
    }
    if (kind === 'change') {
      var look = petarawan.changeStyle(told.change);
      var sign = petarawan.element('span', { class: 'badge square' }, look.sign);
      sign.style.borderColor = look.colour;
      return sign;
    }
    if (kind === 'object') {
      return petarawan.element('span', { class: 'badge object', 'aria-hidden': 'true' });
    }
    if (kind === 'zone' || kind === 'route') {
      var mark = petarawan.element('span', { class: 'badge square' }, (kind === 'route' ? 'R' : '') + told.rank);
      mark.style.borderColor = petarawan.agencyColour(answer, told.lead);
      return mark;
    }
    return petarawan.element('span', { class: 'badge round rank-' + petarawan.rankStep(told.rank, answer.total) }, told.rank);
  }

  function section(kind, answer) {
    var heading = kind === 'object' ? petarawan.say('objects') : petarawan.say(kind + 's');
    var place = petarawan.element('section', { class: 'rows rows-' + kind, 'aria-label': heading });
    var features = answer.features.filter(shownBy(kind, answer));
    var counted = answer.total > features.length
      ? petarawan.say('first_of', { n: features.length, total: petarawan.number(answer.total) })
      : petarawan.number(answer.total);
    if (petarawan.agency && features.length < answer.features.length) {
      counted = petarawan.say('some_of', { n: features.length, total: petarawan.number(answer.total) });
    }
    var empty = emptiness(kind, answer);
    place.appendChild(
      petarawan.element(
        'header',
        {},
        petarawan.element('h2', {}, heading, ' ', petarawan.element('small', {}, counted)),
        petarawan.element('a', { href: pageOf(kind, answer) }, petarawan.say('all_list'))
      )
    );
    if (empty) {
      place.appendChild(empty);
    } else {
      var rows = petarawan.element('ol', {});
      var first = FIRST_SHOWN[kind];
      var chosenAt = features.findIndex(function (feature) {
        return kind + ':' + feature.properties.id === petarawan.selected;
      });
      var all = unfolded[kind] || chosenAt >= first;
      features.slice(0, all ? undefined : first).forEach(function (feature) {
        var told = feature.properties;
        var key = kind + ':' + told.id;
        var about = ROWS[kind](told, answer);
        var button = petarawan.element('button', { type: 'button', 'data-key': key, 'aria-pressed': 'false' }, badge(kind, told, answer));
        button.appendChild(petarawan.element('span', { class: 'about' }, about[0], about[1], about[2], about[3]));
        button.addEventListener('click', function () {
          petarawan.choose(key);
        });
        rows.appendChild(petarawan.element('li', {}, button));
      });
      place.appendChild(rows);
      if (!all && features.length > first) {
        var hidden = features.length - first;
        var unfold = petarawan.element('button', { type: 'button', class: 'more' }, petarawan.say('show_more', { n: petarawan.number(hidden) }));
        unfold.addEventListener('click', function () {
          unfolded[kind] = true;
          petarawan.drawList();
          document.querySelectorAll('#list [data-key^="' + kind + '"]')[first].focus();
        });
        place.appendChild(unfold);
      }
      if (answer.total > PRINTED[kind]) {
        var more = petarawan.number(answer.total - PRINTED[kind]);
        place.appendChild(petarawan.element('p', { class: 'only-print quiet' }, petarawan.say('more_on_list', { n: more })));
      }
    }
    return place;
  }

  petarawan.drawList = function () {
    redraw();
    petarawan.markList(false);
  };

  function redraw() {
    var list = document.getElementById('list');
    var focused = document.activeElement && document.activeElement.dataset.key;
    var sections = ['forecast', 'change', 'route', 'zone', 'hotspot', 'object'].filter(function (kind) {
      return petarawan.answers[kind];
    }).map(function (kind) {
      return section(kind, petarawan.answers[kind]);
    });
    if (!sections.length) {
      return; // the links to the lists stay until there is something
    }
    list.replaceChildren.apply(list, sections);
    if (focused) {
      var again = rowOf(focused);
      if (again) {
        again.focus();
      }
    }
  }

  function rowOf(key) {
    return Array.prototype.find.call(document.querySelectorAll('#list button[data-key]'), function (row) {
      return row.dataset.key === key;
    });
  }
  petarawan.rowOf = rowOf;

  petarawan.markList = function (scroll) {
    if (petarawan.selected && !rowOf(petarawan.selected) && petarawan.selected.indexOf('incident:') !== 0) {
      redraw();
    }
    document.querySelectorAll('#list button[data-key]').forEach(function (row) {
      var chosen = row.dataset.key === petarawan.selected;
      row.setAttribute('aria-pressed', String(chosen));
      if (chosen && scroll) {
        row.scrollIntoView({ block: 'nearest' });
      }
    });
  };

  document.getElementById('list').addEventListener('keydown', function (event) {
    var rows = Array.prototype.slice.call(document.querySelectorAll('#list button[data-key]'));
    var at = rows.indexOf(document.activeElement);
    var steps = { ArrowDown: 1, ArrowUp: -1 };
    if (at < 0 || !(event.key in steps) && event.key !== 'Home' && event.key !== 'End') {
      return;
    }
    event.preventDefault();
    var to = event.key === 'Home' ? 0 : event.key === 'End' ? rows.length - 1 : at + steps[event.key];
    if (rows[to]) {
      rows[to].focus();
    }
  });
})();
