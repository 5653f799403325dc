/* Draws every figure.plot from the table inside it; the table stays, folded, and says the same. */
'use strict';

(function () {
  // Okabe-Ito, each with a dash and a point of its own: colour is never the only difference.
  var COLOURS = ['#0072b2', '#d55e00', '#009e73', '#cc79a7'];
  var DARK = ['#56b4e9', '#e69f00', '#2fc39b', '#e3a6cb'];
  var DASHES = [[], [8, 4], [2, 3], [10, 3, 2, 3]];
  var dark = window.matchMedia('(prefers-color-scheme: dark)');
  var zone = document.documentElement.lang === 'en' ? 'en-GB' : 'id-ID';

  function css(name) {
    return getComputedStyle(document.documentElement).getPropertyValue('--' + name).trim();
  }

  function written(value) {
    return value === null || value === undefined ? '–' : new Intl.NumberFormat(zone, { maximumFractionDigits: 3 }).format(value);
  }

  /* Columns of the table: x first; null where a cell has no number. */
  function columns(table) {
    var rows = Array.prototype.slice.call(table.tBodies[0].rows);
    var width = rows.length ? rows[0].cells.length : 0;
    var found = [];
    for (var at = 0; at < width; at += 1) {
      found.push(rows.map(function (row) {
        var value = row.cells[at].dataset.v;
        return value === undefined ? null : Number(value);
      }));
    }
    return { data: found, labels: rows.map(function (row) { return row.cells[0].textContent; }) };
  }

  function categories(kind) {
    return kind === 'bars' || kind === 'intervals';
  }

  /* Ends of an interval as a thin upright line with caps, one for each row. */
  function intervals(u) {
    var context = u.ctx;
    context.save();
    context.strokeStyle = css('ink');
    context.lineWidth = 2 * devicePixelRatio;
    u.data[0].forEach(function (x, at) {
      if (u.data[2][at] === null || u.data[3][at] === null) {
        return;
      }
      var across = u.valToPos(x, 'x', true);
      var low = u.valToPos(u.data[2][at], 'y', true);
      var high = u.valToPos(u.data[3][at], 'y', true);
      var cap = 5 * devicePixelRatio;
      context.beginPath();
      context.moveTo(across, low);
      context.lineTo(across, high);
      context.moveTo(across - cap, low);
      context.lineTo(across + cap, low);
      context.moveTo(across - cap, high);
      context.lineTo(across + cap, high);
      context.stroke();
    });
    context.restore();
  }

  function mark(u, value, name) {
    var context = u.ctx;
    var across = Math.round(u.valToPos(value, 'x', true));
    if (across < u.bbox.left || across > u.bbox.left + u.bbox.width) {
      return;
    }
    context.save();
    context.strokeStyle = css('focus');
    context.fillStyle = css('focus');
    context.lineWidth = 2 * devicePixelRatio;
    context.setLineDash([5 * devicePixelRatio, 4 * devicePixelRatio]);
    context.beginPath();
    context.moveTo(across, u.bbox.top);
    context.lineTo(across, u.bbox.top + u.bbox.height);
    context.stroke();
    context.font = 12 * devicePixelRatio + 'px system-ui, sans-serif';
    var right = across > u.bbox.left + u.bbox.width / 2;
    context.textAlign = right ? 'right' : 'left';
    context.fillText(name, across + (right ? -6 : 6) * devicePixelRatio, u.bbox.top + 14 * devicePixelRatio);
    context.restore();
  }

  function drawn(figure) {
    var table = figure.querySelector('table');
    var kind = figure.dataset.kind;
    var told = columns(table);
    var heads = Array.prototype.map.call(table.tHead.rows[0].cells, function (cell) { return cell.textContent; });
    var colours = dark.matches ? DARK : COLOURS;
    var place = document.createElement('div');
    place.className = 'drawn';
    place.setAttribute('role', 'img');
    place.setAttribute('aria-labelledby', figure.querySelector('figcaption').id);
    figure.insertBefore(place, figure.querySelector('details'));
    var series = [{ label: heads[0], value: function (u, value) {
      return value === null ? '–' : categories(kind) ? told.labels[Math.round(value)] || '–' : written(value);
    } }];
    heads.slice(1).forEach(function (name, at) {
      var one = { label: name, stroke: colours[at % colours.length], width: 2, dash: DASHES[at % DASHES.length], spanGaps: true, value: function (u, value) { return written(value); } };
      if (kind === 'bars') {
        one.paths = uPlot.paths.bars({ size: [0.75, 60] });
        one.fill = colours[at % colours.length];
        one.points = { show: false };
      } else if (kind === 'intervals') {
        one.paths = function () { return null; };
        one.points = { show: at === 0, size: 9, fill: colours[0] };
        one.stroke = at === 0 ? colours[0] : 'transparent';
      } else {
        one.points = { show: told.data[0].length < 40, size: 6 };
      }
      series.push(one);
    });
    var longest = Math.max.apply(null, told.labels.map(function (label) { return label.length; }));
    var tall = kind === 'intervals' ? Math.min(170, 16 + Math.round(5 * longest)) : 0;
    var axis = { stroke: css('ink'), grid: { stroke: css('line'), width: 1 }, ticks: { stroke: css('line'), width: 1 }, font: '12px system-ui, sans-serif', labelFont: '12px system-ui, sans-serif', labelSize: 22 };
    var below = Object.assign({}, axis, { label: figure.dataset.x, size: 40 });
    below.values = function (u, splits) {
      return splits.map(function (value) {
        if (value === null || value === undefined) {
          return '';
        }
        return categories(kind) ? (value === Math.round(value) ? told.labels[value] || '' : '') : written(value);
      });
    };
    if (tall) {
      // Names of models are long and each is wanted: they stand askew below their interval.
      below.rotate = 55;
      below.size = tall;
    }
    if (categories(kind)) {
      below.splits = function (u) {
        var room = Math.max(1, Math.floor(u.bbox.width / devicePixelRatio / (tall ? 18 : told.labels[0].length > 5 ? 66 : 46)));
        var step = Math.max(1, Math.ceil(told.labels.length / room));
        return told.labels.map(function (_, at) { return at; }).filter(function (at) { return at % step === 0; });
      };
    }
    var least = kind === 'bars' ? 0 : null;
    var height = 220 + below.size;
    var options = {
      width: Math.max(240, place.clientWidth),
      height: height,
      scales: {
        x: categories(kind) ? { time: false, range: [-0.6, told.labels.length - 0.4] } : figure.dataset.log ? { time: false, distr: 3 } : { time: false },
        y: { range: function (u, low, high) {
          var bottom = least === null ? Math.min(low, 0 > low ? low : low > 0 && low < high / 3 ? 0 : low) : least;
          var pad = (high - bottom) * 0.08 || 1;
          return [bottom === 0 ? 0 : bottom - pad, high + pad];
        } }
      },
      axes: [below, Object.assign({}, axis, { label: figure.dataset.y, size: 56, values: function (u, splits) { return splits.map(written); } })],
      series: series,
      cursor: { drag: { x: false, y: false } },
      hooks: { draw: [function (u) {
        if (kind === 'intervals') {
          intervals(u);
        }
        if (figure.dataset.mark) {
          mark(u, Number(figure.dataset.mark), figure.dataset.markName);
        }
      }] }
    };
    var made = new uPlot(options, told.data, place);
    figure.querySelector('details').open = false;
    return { plot: made, place: place, height: height };
  }

  var figures = Array.prototype.slice.call(document.querySelectorAll('figure.plot'));
  var all = figures.map(drawn);
  window.addEventListener('resize', function () {
    all.forEach(function (one) {
      one.plot.setSize({ width: Math.max(240, one.place.clientWidth), height: one.height });
    });
  });
  // Canvases do not follow the style sheet: draw anew when the colours change.
  dark.addEventListener('change', function () {
    all.forEach(function (one) {
      one.plot.destroy();
      one.place.remove();
    });
    all = figures.map(drawn);
  });
})();
