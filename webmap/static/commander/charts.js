/* Small bar charts as SVG: 24 hours, 7 weekdays; the numbers are also there as a label for screen readers. */
'use strict';

(function () {
  var WIDE = 288;
  var HEIGHT = 56;

  petarawan.bars = function (counts, names, label, marked, width) {
    var WIDTH = width || WIDE;
    var most = Math.max.apply(null, counts.concat([1]));
    var step = WIDTH / counts.length;
    var drawing = petarawan.drawing('svg', {
      class: 'bars',
      viewBox: '0 0 ' + WIDTH + ' ' + (HEIGHT + 14),
      role: 'img',
      'aria-label': label + ': ' + counts.map(function (count, number) { return names[number] + ' ' + petarawan.number(count, 1); }).join('; ')
    });
    counts.forEach(function (count, number) {
      var tall = count ? Math.max(2, (count / most) * HEIGHT) : 0;
      var bar = petarawan.drawing('rect', {
        x: (number * step + 1).toFixed(1),
        y: (HEIGHT - tall).toFixed(1),
        width: (step - 2).toFixed(1),
        height: tall.toFixed(1),
        class: marked && marked(number) ? 'bar-high' : 'bar-low'
      });
      bar.appendChild(petarawan.drawing('title', {}, names[number] + ': ' + petarawan.number(count, 1)));
      drawing.appendChild(bar);
    });
    drawing.appendChild(petarawan.drawing('path', { d: 'M0 ' + HEIGHT + 'H' + WIDTH, class: 'axis' }));
    names.forEach(function (name, number) {
      if (counts.length <= 7 || number % 3 === 0) {
        var at = counts.length <= 7 ? (number + 0.5) * step : number * step;
        drawing.appendChild(
          petarawan.drawing(
            'text',
            { x: at.toFixed(1), y: HEIGHT + 12, 'text-anchor': counts.length <= 7 ? 'middle' : 'start' },
            name
          )
        );
      }
    });
    return drawing;
  };

  /* The three hours in a row with most incidents: [first, one after the last]; null when no hour is known. */
  petarawan.busiest = function (hours) {
    if (hours.length !== 24 || !hours.some(Boolean)) {
      return null;
    }
    var best = 0;
    var most = -1;
    for (var start = 0; start < 24; start += 1) {
      var sum = hours[start] + hours[(start + 1) % 24] + hours[(start + 2) % 24];
      if (sum > most) {
        most = sum;
        best = start;
      }
    }
    return [best, (best + 3) % 24 || 24];
  };

  petarawan.hourText = function (hour) {
    return (hour < 10 ? '0' : '') + hour;
  };

  petarawan.weekdayNames = function () {
    return [1, 2, 3, 4, 5, 6, 7].map(function (day) {
      var date = new Date(Date.UTC(2024, 0, day)); // 1 January 2024 was a Monday
      return new Intl.DateTimeFormat(petarawan.locale, { weekday: 'short', timeZone: 'UTC' }).format(date);
    });
  };
})();
