/* The forecast: squares in blues with their rank; what will be is never confused with what was. */
'use strict';

petarawan.Forecast = petarawan.Areas.extend({
  kind: 'forecast',
  path: '/api/forecast',
  order: 3,
  lazy: true,

  asked: function () {
    return petarawan.forecast && petarawan.forecast !== 'latest' ? { run: petarawan.forecast } : {};
  },

  labelStyle: function (told, answer) {
    return 'expected blue-' + petarawan.rankStep(told.rank, answer.total);
  },

  labelBorder: function () {
    return null;
  },

  style: function (told, chosen, answer) {
    return {
      color: chosen ? petarawan.colour('chosen') : petarawan.colour('forecast-line'),
      weight: chosen ? 3.5 : 1.25,
      fillColor: petarawan.colours.forecast[petarawan.rankStep(told.rank, answer.total)],
      fillOpacity: 0.75
    };
  }
});
