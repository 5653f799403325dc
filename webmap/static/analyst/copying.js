/* Copies the command that repeats a run; without the clipboard the text is selected, ready for the keys. */
'use strict';

(function () {
  Array.prototype.forEach.call(document.querySelectorAll('[data-copy]'), function (button) {
    var source = document.getElementById(button.dataset.copy);
    var status = document.getElementById('copied');
    button.hidden = false;
    button.addEventListener('click', function () {
      var select = function () {
        var range = document.createRange();
        range.selectNodeContents(source);
        window.getSelection().removeAllRanges();
        window.getSelection().addRange(range);
      };
      if (!navigator.clipboard) {
        select();
        return;
      }
      navigator.clipboard.writeText(source.textContent).then(function () {
        status.textContent = button.dataset.told;
      }, select);
    });
  });
})();
