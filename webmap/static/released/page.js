/* A page with one release: the map beside the list that the server wrote. */
'use strict';

(function () {
  var root = document.getElementById('released');
  if (!root) {
    return;
  }
  var box = root.querySelector('.released-map');
  root.classList.add('drawn');
  fetch(root.dataset.release, { credentials: root.dataset.credentials || 'omit' })
    .then(function (response) {
      if (!response.ok) {
        throw new Error(String(response.status));
      }
      return response.json();
    })
    .then(function (answer) {
      petarawan.releaseLegend(root.querySelector('.released-legend'), answer.release.k);
      petarawan.releaseCard(root.querySelector('.released-card'));
      var map = petarawan.releaseMap(box, answer.release.bounds, root.dataset.ground);
      map.show(answer, root.dataset.level);
      linkRows(map);
    })
    .catch(function () {
      var note = root.querySelector('.released-card');
      note.textContent = petarawan.say('failed');
      note.hidden = false;
    });
  /* A row's name leads to its area on the map, and what is touched on the map is marked in the list. */
  function linkRows(map) {
    var rows = {};
    Array.prototype.forEach.call(document.querySelectorAll('tr[data-row]'), function (row) {
      var name = row.querySelector('th');
      var button = petarawan.element('button', { type: 'button', class: 'row-link' }, name.textContent);
      button.addEventListener('click', function () {
        map.choose(row.dataset.row);
        box.scrollIntoView({ block: 'nearest' });
        box.focus({ preventScroll: true });
      });
      name.replaceChildren(button);
      rows[row.dataset.row] = row;
    });
    petarawan.events.on('released', function (event) {
      Object.keys(rows).forEach(function (id) {
        rows[id].classList.toggle('chosen', id === event.id);
      });
    });
  }

  // A choice is a new page; without script the button does the same.
  Array.prototype.forEach.call(document.querySelectorAll('.released-choose select'), function (select) {
    select.addEventListener('change', function () {
      select.form.submit();
    });
  });
  var print = document.getElementById('released-print');
  if (print) {
    print.hidden = false;
    print.addEventListener('click', function () {
      window.print();
    });
  }
})();
