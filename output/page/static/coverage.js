// Agency by year: what a letter of a strip stands for, how it looks, and how an agency's years read.
const years = data.coverage.years;
const pairs = data.coverage.pairs.map(([outcome, reason, count], at) => ({ outcome, reason, count, at }));
const LETTERS = '0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ';
const outcomes = Object.keys(data.coverage.symbols).filter((outcome) => pairs.some((pair) => pair.outcome === outcome));
const symbolOf = (outcome) => data.coverage.symbols[outcome] || '.';

function pairAt(agency, year) {
  const { strips, width } = data.coverage;
  const letters = strips[agency].slice(year * width, (year + 1) * width);
  if (!letters || letters[0] === '.') return null;
  return pairs[[...letters].reduce((sum, letter) => sum * LETTERS.length + LETTERS.indexOf(letter), 0)];
}
const meaning = (pair) => (pair ? `${brief(label('outcome', pair.outcome))}${pair.reason ? ` (${label('reason', pair.reason)})` : ''}` : t('coverage.no_row'));
function yearCell(agency, at, tag = 'td') {
  const pair = pairAt(agency, at);
  const text = `${years[at]}: ${meaning(pair)}`;
  return h(tag, { class: `cell o-${pair ? pair.outcome : 'none'}`, title: text }, h('span', { 'aria-hidden': 'true' }, pair ? symbolOf(pair.outcome) : ''), unseen(text));
}
const outcomeLegend = () => legend([...outcomes.map((outcome) => ({ name: brief(label('outcome', outcome)), css: `o-${outcome}`, symbol: symbolOf(outcome) })), { name: t('coverage.no_row'), css: 'o-none', symbol: '' }]);

function countByYear() {
  const counts = Object.fromEntries(outcomes.map((outcome) => [outcome, years.map(() => 0)]));
  data.agencies.id.forEach((_, agency) => years.forEach((_year, at) => {
    const pair = pairAt(agency, at);
    if (pair) counts[pair.outcome][at] += 1;
  }));
  return counts;
}

// The whole map in one picture: agencies from left to right in the order given, years from top to bottom.
function wholeMap(order, open) {
  const place = h('div', { class: 'map' });
  const tip = h('div', { class: 'tip', 'aria-hidden': 'true' });
  const rowHeight = Math.max(8, Math.min(16, Math.floor(220 / Math.max(1, years.length))));
  const canvas = h('canvas', { role: 'img', 'aria-label': t('coverage.map', { agencies: num(order.length), years: years.length ? `${years[0]}–${years[years.length - 1]}` : '–' }) });
  const at = (event) => {
    const box = canvas.getBoundingClientRect();
    return [Math.min(order.length - 1, Math.floor(((event.clientX - box.left) / box.width) * order.length)), Math.min(years.length - 1, Math.floor(((event.clientY - box.top) / box.height) * years.length))];
  };
  canvas.addEventListener('pointermove', (event) => {
    const [agency, year] = at(event);
    if (agency < 0 || year < 0) return;
    tip.replaceChildren(own(data.agencies.name[order[agency]]), ` ${years[year]}: ${meaning(pairAt(order[agency], year))}`);
  });
  canvas.addEventListener('pointerleave', () => tip.replaceChildren(t('coverage.map_hint')));
  canvas.addEventListener('click', (event) => open(at(event)[0]));
  drawings.push({ place, draw: (width) => (paintMap(canvas, order, width, rowHeight), canvas) });
  tip.append(t('coverage.map_hint'));
  const frame = h('div', { class: 'map-frame' }, h('div', { class: 'map-years', 'aria-hidden': 'true' }, years.map((year) => h('span', {}, rowHeight > 12 || (years[years.length - 1] - year) % 2 === 0 ? year : ''))), place);
  frame.style.setProperty('--row', `${rowHeight}px`);
  return h('div', {}, frame, tip);
}
function paintMap(canvas, order, width, rowHeight) {
  const ratio = window.devicePixelRatio || 1;
  const height = rowHeight * years.length;
  canvas.width = Math.max(1, Math.round(width * ratio));
  canvas.height = Math.max(1, Math.round(height * ratio));
  canvas.style.height = `${height}px`;
  const colours = Object.fromEntries([...outcomes, 'none'].map((name) => [name, getComputedStyle(document.documentElement).getPropertyValue(`--o-${name}`).trim()]));
  const pen = canvas.getContext('2d');
  const rank = Object.fromEntries(outcomes.map((outcome, at) => [outcome, at]));
  const columns = Math.min(order.length, canvas.width);
  const gap = canvas.width / Math.max(1, columns) > 6 ? ratio : 0;
  const edge = (column) => Math.round((column * canvas.width) / columns);
  const rowEdge = (year) => Math.round(year * rowHeight * ratio);
  for (let column = 0; column < columns; column += 1) {
    // Where agencies share a pixel the worst of them shows: a gap must not vanish because its neighbours are whole.
    const first = Math.floor((column * order.length) / columns);
    const last = Math.max(first + 1, Math.floor(((column + 1) * order.length) / columns));
    years.forEach((_, year) => {
      let worst = null;
      for (let agency = first; agency < last; agency += 1) {
        const pair = pairAt(order[agency], year);
        if (pair && (worst === null || rank[pair.outcome] > rank[worst])) worst = pair.outcome;
      }
      pen.fillStyle = colours[worst || 'none'];
      pen.fillRect(edge(column), rowEdge(year), edge(column + 1) - edge(column) - gap, rowEdge(year + 1) - rowEdge(year) - ratio);
    });
  }
}
