// Charts as SVG, drawn to the width that they have and drawn again when it changes; each with its figures as a table.
const drawings = [];
function chart(draw) {
  const place = h('div', { class: 'chart' });
  drawings.push({ place, draw });
  return place;
}
function drawCharts(within) {
  for (let at = drawings.length - 1; at >= 0; at -= 1) {
    const { place, draw } = drawings[at];
    if (!place.isConnected) {
      if (place.dataset.seen) drawings.splice(at, 1);
    } else if (within.contains(place) && place.clientWidth) {
      place.dataset.seen = '1';
      place.replaceChildren(draw(place.clientWidth));
    }
  }
}
let resized = 0;
window.addEventListener('resize', () => {
  clearTimeout(resized);
  resized = setTimeout(() => drawCharts(document.body), 150);
});

function scale(most) {
  const rough = most / 4 || 1;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((one) => one * power).find((one) => one >= rough) || 1;
  const whole = Math.max(1, step);
  return { step: whole, top: Math.max(whole, Math.ceil(most / whole) * whole) };
}

// series: [{ name, css, values }], one value a year (null for none); line: the same for one line above the bars;
// more: what only the table shows.
function stacked(title, years, series, line = null, more = []) {
  const sums = years.map((_, at) => series.reduce((sum, one) => sum + (one.values[at] || 0), 0));
  const { step, top } = scale(Math.max(1, ...sums, ...(line ? line.values.map((value) => value || 0) : [])));
  const shown = series.filter((one) => one.values.some(Boolean));
  const draw = (width) => {
    const height = Math.min(320, Math.max(200, width * 0.42));
    const left = 12 + num(top).length * 7;
    const foot = 24;
    const each = (width - left - 4) / Math.max(1, years.length);
    const y = (value) => 12 + (height - foot - 12) * (1 - value / top);
    const x = (at) => left + each * at;
    const picture = s('svg', { viewBox: `0 0 ${width} ${height}`, width, height, role: 'img', 'aria-label': title });
    for (let tick = 0; tick <= top; tick += step) {
      picture.append(s('line', { class: tick ? 'rule' : 'base', x1: left, x2: width, y1: y(tick), y2: y(tick) }), s('text', { class: 'tick', x: left - 6, y: y(tick) + 4, 'text-anchor': 'end' }, num(tick)));
    }
    const bar = Math.min(56, each * 0.66);
    years.forEach((year, at) => {
      let sum = 0;
      for (const one of shown) {
        const value = one.values[at];
        if (!value) continue;
        picture.append(s('rect', { class: `bar ${one.css}`, x: x(at) + (each - bar) / 2, width: bar, y: y(sum + value), height: Math.max(0.5, y(sum) - y(sum + value)) }, s('title', {}, `${year} · ${one.name}: ${num(value)}`)));
        sum += value;
      }
      if (each < 25 && (years.length - 1 - at) % 2) return;
      const text = each < 36 ? `’${String(year).slice(2)}` : year;
      picture.append(s('text', { class: 'tick', x: x(at) + each / 2, y: height - 7, 'text-anchor': 'middle' }, text));
    });
    if (line) picture.append(...lineOf(line, years, (at) => x(at) + each / 2, y));
    return picture;
  };
  return h('figure', {}, chart(draw), legend([...shown, ...(line ? [{ ...line, css: `${line.css} thin` }] : [])]), asTable(title, years, [...(line ? [line] : []), ...shown, ...more]));
}
function lineOf(line, years, x, y) {
  const points = years.map((year, at) => [at, line.values[at]]).filter(([, value]) => value !== null && value !== undefined);
  const path = points.map(([at, value], n) => `${n && points[n - 1][0] === at - 1 ? 'L' : 'M'}${x(at).toFixed(1)} ${y(value).toFixed(1)}`).join('');
  const dots = points.map(([at, value]) => s('circle', { class: `dot ${line.css}`, cx: x(at), cy: y(value), r: 4 }, s('title', {}, `${years[at]} · ${line.name}: ${num(value)}`)));
  return [s('path', { class: `line ${line.css}`, d: path }), ...dots];
}
const legend = (series) => h('ul', { class: 'legend' }, series.map((one) => h('li', {}, h('span', { class: `key ${one.css}`, 'aria-hidden': 'true' }, one.symbol || ''), one.name)));
function asTable(title, years, series) {
  const rows = years.map((year, at) => h('tr', {}, h('th', { scope: 'row' }, year), series.map((one) => h('td', { class: 'n' }, num(one.values[at])))));
  return h('details', {}, h('summary', {}, t('page.as_table')), table(title, [t('page.year'), ...series.map((one) => h('th', { scope: 'col', class: 'n' }, one.name))], rows));
}

// Bars that lie, in a table: rows [{ name, value, note, link }].
function lying(caption, rows, heads) {
  const most = Math.max(1, ...rows.map((row) => row.value));
  const all = rows.reduce((sum, row) => sum + row.value, 0);
  const body = rows.map((row) => {
    const fillBar = h('span', { class: `fill ${row.css || 'ink'}` });
    fillBar.style.width = `${(100 * row.value) / most}%`;
    fillBar.hidden = !row.value;
    return h('tr', {}, h('th', { scope: 'row' }, row.link ? h('a', { href: row.link }, row.name) : row.name), h('td', { class: 'track', 'aria-hidden': 'true' }, fillBar), h('td', { class: 'n' }, num(row.value)), h('td', { class: 'n' }, percent(row.value, all)));
  });
  return table(caption, [heads[0], h('td', { 'aria-hidden': 'true' }), h('th', { scope: 'col', class: 'n' }, heads[1]), h('th', { scope: 'col', class: 'n' }, heads[2])], body, { class: 'lying' });
}
