/* The row of tools: compare with the last run, find crews, take the map away, print; and what only paper carries. */
'use strict';

(function () {
  var place = document.getElementById('tools');

  function button(text, pressed, action) {
    var made = petarawan.element('button', { type: 'button', class: 'plain' }, text);
    made.addEventListener('click', action);
    if (pressed) {
      petarawan.events.on('switched', function () {
        made.setAttribute('aria-pressed', String(pressed()));
      });
      made.setAttribute('aria-pressed', String(pressed()));
    }
    return made;
  }

  petarawan.drawTools = function () {
    var save = petarawan.element('a', { class: 'plain', href: petarawan.address('/commander/simpan-peta') }, petarawan.say('save_map'));
    save.addEventListener('click', function () {
      var kept = new URLSearchParams(window.location.search);
      ['selected', 'lang', 'print', 'routes', 'forecast', 'diff', 'agency'].forEach(function (name) {
        kept.delete(name);
      });
      var text = kept.toString();
      save.setAttribute('href', petarawan.address('/commander/simpan-peta') + (text ? '?' + text : ''));
    });
    var print = button(petarawan.say('print'), null, function () {
      window.print();
    });
    print.id = 'print';
    place.replaceChildren(
      button(petarawan.say('compare'), function () {
        return Boolean(petarawan.diff);
      }, function () {
        petarawan.switchOn('diff', petarawan.diff ? null : 'latest');
      }),
      button(petarawan.say('find_crews'), function () {
        return petarawan.picking;
      }, function () {
        var start = !petarawan.picking;
        petarawan.pick(start);
        if (start) {
          petarawan.choose('crew:');
        }
      }),
      save,
      print
    );
  };

  /* What the filters leave, in words: nobody can press them on paper. */
  function filters() {
    var shown = petarawan.shown;
    var period = document.querySelector('#filters input[name=period]:checked + span');
    return [
      period ? petarawan.say('paper_period', { period: period.textContent }) : null,
      shown.step ? document.getElementById('step-told').textContent.split(' · ')[0] : null,
      shown.hours ? petarawan.say('paper_hours', { band: shown.hours.replace('-', '–') }) : null,
      shown.kinds.length ? shown.kinds.map(petarawan.kindName).join(', ') : null,
      petarawan.agency ? petarawan.say('paper_agency', { agency: petarawan.agencyName(petarawan.agency) }) : null
    ];
  }

  /* Classification, date, source and how it was filtered: on paper only. */
  petarawan.drawPaper = function () {
    var line = document.getElementById('paper');
    if (!line) {
      line = petarawan.element('p', { id: 'paper', class: 'only-print' });
      document.getElementById('desk').before(line);
    }
    var run = petarawan.answers.hotspot && petarawan.answers.hotspot.run;
    var about = [
      petarawan.say('printed', { when: petarawan.moment(new Date().toISOString(), 'minute') }),
      run ? petarawan.say('paper_source', { run: run.run_id, method: run.method }) : null,
      document.getElementById('shown').textContent
    ].concat(filters());
    line.replaceChildren(petarawan.element('strong', {}, petarawan.say('class_limited')), ' ', about.filter(Boolean).join(' · '));
  };
})();
