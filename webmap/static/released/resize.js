/* petarawan: lets embedded maps take the height they need. Only their own frame, from their own origin, is heard. */
(function () {
  'use strict';
  var own = new URL(document.currentScript.src).origin;
  window.addEventListener('message', function (event) {
    var told = event.data;
    if (event.origin !== own || !told || told.type !== 'petarawan:resize' || told.v !== 1) {
      return;
    }
    var height = Math.min(20000, Math.round(Number(told.height)));
    if (!(height >= 100)) {
      return;
    }
    var frames = document.querySelectorAll('iframe[data-petarawan]');
    for (var i = 0; i < frames.length; i += 1) {
      if (frames[i].contentWindow === event.source) {
        frames[i].style.height = height + 'px';
      }
    }
  });
})();
