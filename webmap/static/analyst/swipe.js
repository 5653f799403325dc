/* Two runs on one map: A to the left of the slider, B to the right, each in a pane that is clipped. */
'use strict';

(function () {
  var box = document.querySelector('.swiping');
  box.hidden = false;
  var map = outlines.start('swipe-map', box, ['a', 'b']);
  var slider = document.getElementById('swipe');
  var line = L.DomUtil.create('div', 'swipe-line', map.getContainer());
  var names = ['a', 'b'].map(function (side) {
    var name = L.DomUtil.create('p', 'swipe-name swipe-name-' + side, map.getContainer());
    name.textContent = box.dataset[side === 'a' ? 'nameA' : 'nameB'];
    return name;
  });

  /* Panes move with the map while the clip is told in their own coordinates, so it is set anew on every move. */
  function clip() {
    var size = map.getSize();
    var at = size.x * slider.value / 100;
    var top = map.containerPointToLayerPoint([0, 0]);
    var cut = map.containerPointToLayerPoint([at, size.y]);
    var end = map.containerPointToLayerPoint([size.x, size.y]);
    map.getPane('a').style.clip = 'rect(' + [top.y, cut.x, end.y, top.x].join('px,') + 'px)';
    map.getPane('b').style.clip = 'rect(' + [top.y, end.x, end.y, cut.x].join('px,') + 'px)';
    line.style.transform = 'translateX(' + at + 'px)';
    names[0].hidden = slider.value < 12;
    names[1].hidden = slider.value > 88;
  }

  function run(side, dash) {
    return outlines.add(map, box.dataset[side], side, function () {
      var name = side === 'a' ? 'change-shrunk' : 'change-grown';
      return { color: outlines.colour(name), weight: 2.5, dashArray: dash, fillOpacity: 0.25 };
    }, function (feature, layer) {
      outlines.tell(box, feature, layer);
    });
  }

  run('a', '6 4').then(clip);
  run('b', null).then(clip);
  slider.addEventListener('input', clip);
  map.on('move zoomend resize viewreset', clip);
  clip();
})();
