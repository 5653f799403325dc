// What axe would ask first: names for controls, one heading of the first level, no jump, ids once, scopes.
() => {
  const faults = [], seen = new Set();
  const visible = e => e.getClientRects().length && getComputedStyle(e).visibility !== 'hidden';
  const name = e => (e.getAttribute('aria-label') || e.textContent || e.title || (e.labels && [...e.labels].map(l => l.textContent).join('')) || '').trim();
  for (const e of document.querySelectorAll('button, a[href], input, select, summary'))
    if (visible(e) && !name(e)) faults.push('no name: ' + e.outerHTML.slice(0, 80));
  for (const e of document.querySelectorAll('img')) if (!e.hasAttribute('alt')) faults.push('no alt');
  for (const e of document.querySelectorAll('[id]')) { if (seen.has(e.id)) faults.push('id twice: ' + e.id);
    seen.add(e.id); }
  if (document.querySelectorAll('h1').length !== 1) faults.push('h1');
  if (document.querySelectorAll('main').length !== 1) faults.push('main');
  if (!document.title || !document.documentElement.lang) faults.push('title or lang');
  let level = 1;
  for (const e of document.querySelectorAll('h1,h2,h3,h4')) { if (e.tagName[1] - level > 1) faults.push('heading jumps: ' + e.textContent);
    level = +e.tagName[1]; }
  for (const e of document.querySelectorAll('[aria-hidden=true]')) if (e.querySelector('button, a[href], input')) faults.push('hidden but reachable');
  for (const e of document.querySelectorAll('th')) if (!e.scope) faults.push('th without scope');
  return faults; }
