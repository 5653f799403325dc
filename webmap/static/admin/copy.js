// Copies the one-time link when asked; without script the field can be selected by hand.
(function () {
  'use strict';
  var button = document.getElementById('copy');
  if (!button || !navigator.clipboard) { return; }
  var field = document.getElementById(button.getAttribute('data-from'));
  button.hidden = false;
  button.addEventListener('click', function () {
    field.select();
    navigator.clipboard.writeText(field.value).then(function () {
      document.getElementById('copied').hidden = false;
    });
  });
}());
