/* The cards of a place of the forecast and of a change between two runs. */
'use strict';

(function () {
  var parts = petarawan.parts;

  function beforeNow(before, now, digits, unit) {
    if (before === null && now === null) {
      return null;
    }
    return petarawan.say('before_now', { before: petarawan.number(before, digits), now: petarawan.number(now, digits) }) + (unit || '');
  }

  petarawan.forecastCard = function (told, answer) {
    var run = answer.run;
    return [
      petarawan.element('p', { class: 'big' }, petarawan.say('expected_here', { n: petarawan.number(told.expected, 2) }) + ' · ' + petarawan.say('rank_of', { n: told.rank, total: petarawan.number(answer.total) })),
      petarawan.element('p', { class: 'quiet' }, petarawan.say('forecast_note')),
      parts.facts([
        [petarawan.say('forecast_window'), petarawan.say('between', { from: petarawan.moment(told.begins, 'minute'), to: petarawan.moment(told.ends, 'minute') })],
        [petarawan.say('share_of_all'), told.share === null ? null : petarawan.number(100 * told.share, 1) + ' %'],
        [petarawan.say('unit'), run.unit_m ? petarawan.say('unit_of', { n: petarawan.number(run.unit_m) }) : null],
        [petarawan.say('area'), petarawan.number(told.area_km2, 3) + ' km²'],
        [petarawan.say('model'), run.model],
        [petarawan.say('run'), parts.run(run)],
        ['', parts.page('/commander/daftar/prakiraan', { run: run.run_id }, petarawan.say('how_it_fared'))]
      ])
    ];
  };

  petarawan.changeWords = function (change) {
    return petarawan.changeStyle(change).sign + ' ' + petarawan.say('change_' + change);
  };

  /* The id by which a change is known: that of the hotspot that is, or was, there. */
  petarawan.changedId = function (told) {
    return (told.change === 'gone' || told.change === 'merged' ? told.previous_id : told.hotspot_id) || '–';
  };

  petarawan.changeCard = function (told, answer) {
    var id = petarawan.changedId(told);
    var shown = petarawan.answers.hotspot && petarawan.answers.hotspot.features.some(function (one) {
      return one.properties.id === told.hotspot_id;
    });
    return [
      petarawan.said(told.why) ? petarawan.element('p', { class: 'big' }, petarawan.said(told.why)) : null,
      parts.facts([
        [petarawan.say('incidents'), beforeNow(told.previous_n, told.n)],
        [petarawan.say('rank_word'), beforeNow(told.previous_rank, told.rank)],
        [petarawan.say('area'), beforeNow(told.previous_area_km2, told.area_km2, 2, ' km²')],
        [petarawan.say('to_hotspot'), shown ? parts.choice('hotspot:' + told.hotspot_id, told.hotspot_id) : null],
        [petarawan.say('history'), parts.history(id, id)],
        [petarawan.say('compared'), petarawan.element('span', {}, parts.run(answer.older), ' → ', parts.run(answer.newer))]
      ])
    ];
  };
})();
