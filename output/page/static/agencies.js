// All agencies: the whole map, search, filters, sorting, and a table of a hundred at a time.
const ROWS = 100;
const SORTS = {
  id: (a, b) => a - b,
  name: (a, b) => collator.compare(data.agencies.name[a], data.agencies.name[b]) || a - b,
  reports: (a, b) => data.agencies.reports[b] - data.agencies.reports[a] || a - b,
  received: (a, b) => (data.agencies.received[b][1] ?? -1) - (data.agencies.received[a][1] ?? -1) || a - b,
  failed: (a, b) => data.agencies.failed[b] - data.agencies.failed[a] || a - b,
};
const collator = new Intl.Collator('zh');
let haystack = null;

function matching() {
  const { agencies } = data;
  haystack ||= agencies.id.map((id, at) => `${agencies.name[at]} ${id} ${agencies.place[at]} ${agencies.names[at]}`.toLowerCase());
  const needles = (state.query.get('q') || '').toLowerCase().split(/\s+/).filter(Boolean);
  const kind = state.query.get('kind') || '';
  const gap = state.query.get('gap') || '';
  const fits = (pair) => pair && (gap.includes('.') ? `${pair.outcome}.${pair.reason || ''}` === gap : pair.outcome === gap);
  const found = agencies.id.map((_, at) => at).filter((at) =>
    needles.every((needle) => haystack[at].includes(needle)) && (!kind || agencies.kind[at] === kind) && (!gap || years.some((_, year) => fits(pairAt(at, year)))));
  const sort = SORTS[state.query.get('sort')] ? state.query.get('sort') : 'id';
  found.sort(SORTS[sort]);
  return state.query.get('down') ? found.reverse() : found;
}

function agencies() {
  const results = h('div', { class: 'results' });
  const refresh = (changes, focus) => {
    note({ page: '', ...changes });
    const found = matching();
    results.replaceChildren(...listed(found, refresh));
    drawCharts(results);
    say(t('agencies.found', { n: num(found.length) }));
    if (focus) document.getElementById(focus)?.focus();
  };
  let typing = 0;
  const field = h('input', { type: 'search', id: 'find', autocomplete: 'off', spellcheck: 'false', placeholder: t('agencies.placeholder'), value: state.query.get('q') || '', oninput: () => {
    clearTimeout(typing);
    typing = setTimeout(() => refresh({ q: field.value.trim() }), 120);
  } });
  const kinds = [...new Set(data.agencies.kind)].sort().map((kind) => [kind, label('kind', kind)]);
  const gaps = [...outcomes.map((outcome) => [outcome, brief(label('outcome', outcome))]), ...pairs.filter((pair) => pair.reason).map((pair) => [`${pair.outcome}.${pair.reason}`, `${brief(label('outcome', pair.outcome))} – ${label('reason', pair.reason)}`])];
  results.append(...listed(matching(), refresh));
  return [
    h('h1', { tabindex: '-1' }, t('agencies.title')),
    h('p', {}, t('agencies.lede')),
    h('form', { class: 'filters', role: 'search', onsubmit: (event) => event.preventDefault() },
      h('p', { class: 'choice wide' }, h('label', { for: 'find' }, t('agencies.search')), field),
      chooser('kind', 'agencies.kind', [['', t('page.all')], ...kinds], state.query.get('kind') || '', (kind) => refresh({ kind })),
      chooser('gap', 'coverage.outcome', [['', t('page.all')], ...gaps], state.query.get('gap') || '', (gap) => refresh({ gap })),
      chooser('sort', 'agencies.sort', Object.keys(SORTS).map((sort) => [sort, t(`agencies.by_${sort}`)]), state.query.get('sort') || 'id', (sort) => refresh({ sort, down: '' }))),
    outcomeLegend(),
    results,
  ];
}

function listed(found, refresh) {
  const pages = Math.max(1, Math.ceil(found.length / ROWS));
  const page = Math.min(pages, Math.max(1, Number(state.query.get('page')) || 1));
  const go = (to) => {
    refresh({ page: to === 1 ? '' : to });
    document.getElementById('list')?.focus();
  };
  const open = (at) => (found.length > ROWS ? go(Math.floor(at / ROWS) + 1) : (location.hash = agencyHref(data.agencies.id[found[at]])));
  const count = h('p', { class: 'quiet', id: 'list', tabindex: '-1' }, t('agencies.found', { n: num(found.length) }));
  if (!found.length) return [count, h('p', {}, t('agencies.none'))];
  return [wholeMap(found, open), count, sheet(found.slice((page - 1) * ROWS, page * ROWS), refresh), pager(page, pages, go)].filter(Boolean);
}

function sheet(rows, refresh) {
  const sort = state.query.get('sort') || 'id';
  const down = Boolean(state.query.get('down'));
  const head = (key, css) => {
    const now = sort === key;
    const button = h('button', { type: 'button', id: `by-${key}`, onclick: () => refresh({ sort: key, down: now && !down ? '1' : '' }, `by-${key}`) }, t(`agencies.head_${key}`), h('span', { 'aria-hidden': 'true' }, now ? (down ? ' ↑' : ' ↓') : ''));
    return h('th', { scope: 'col', class: css, 'aria-sort': now ? (down ? 'descending' : 'ascending') : 'none' }, button);
  };
  const cell = (role, attributes, ...children) => h('td', { role, ...attributes }, ...children);
  const line = (at) => h('tr', { role: 'row' },
    h('th', { scope: 'row', role: 'rowheader', class: 'who' }, h('a', { href: agencyHref(data.agencies.id[at]) }, own(data.agencies.name[at])), h('small', {}, data.agencies.id[at])),
    cell('cell', { class: 'strip' }, h('ol', { class: 'years', 'aria-label': t('coverage.title') }, years.map((_, year) => yearCell(at, year, 'li')))),
    cell('cell', { class: 'n', 'data-name': t('agencies.head_reports') }, num(data.agencies.reports[at])),
    cell('cell', { class: 'n', 'data-name': t('agencies.head_received') }, data.agencies.received[at].length ? [num(data.agencies.received[at][1]), h('small', {}, ` ${data.agencies.received[at][0]}`)] : '–'),
    cell('cell', { class: 'n', 'data-name': t('agencies.head_failed') }, num(data.agencies.failed[at])));
  const strip = h('th', { scope: 'col', class: 'strip' }, h('span', { class: 'unseen' }, t('coverage.title')), h('span', { class: 'years', 'aria-hidden': 'true' }, years.map((year) => h('span', {}, String(year).slice(2)))));
  return h('table', { class: 'heat', role: 'table', 'aria-label': t('agencies.title') },
    h('thead', { role: 'rowgroup' }, h('tr', { role: 'row' }, head('name', 'who'), strip, head('reports', 'n'), head('received', 'n'), head('failed', 'n'))),
    h('tbody', { role: 'rowgroup' }, rows.map(line)));
}
