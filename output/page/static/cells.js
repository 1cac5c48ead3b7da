// Every cell of a report as the page prints it, in the tables of its form; fetched when somebody opens them.
function cellsOf(at, report) {
  const count = (report.cells_reported || 0) + (report.cells_blank || 0) + (report.cells_unparsed || 0);
  if (!count) return null;
  const key = `${report.year}.${report.report_scope}`;
  const opened = () => new Set((state.query.get('cells') || '').split(',').filter(Boolean));
  const place = h('div');
  const box = h('details', { class: 'printed', open: opened().has(key), ontoggle: () => {
    if (!box.isConnected) return;
    const now = opened();
    now[box.open ? 'add' : 'delete'](key);
    note({ cells: [...now].join(',') });
    frame();
    if (box.open && !place.firstChild) place.append(later('forms', (forms) => later(`cells-${Math.floor(at / data.agenciesAPart)}`, (part) => printed(at, report, forms, (part[data.agencies.id[at]] || {})[report.report_id]))));
  } }, h('summary', { id: `cells-${key}` }, t('cells.open', { n: num(count) })), place);
  return box;
}
function printed(at, report, forms, found) {
  if (!found) return [h('p', {}, t('cells.none'))];
  const [tables = [], odd = [], outside = [], doubts = []] = found;
  const told = h('div', { class: 'told', 'aria-live': 'polite' }, t('agency.choose'));
  const show = (...lines) => {
    told.classList.add('chosen');
    told.replaceChildren(...lines.flat(Infinity).filter(Boolean));
  };
  const grids = tables.map(([form, name, text]) => cellGrid(at, report, form, name, forms[form][name], marksOf(text, odd), doubts, show));
  return [h('p', { class: 'quiet' }, t('cells.lede'), ' ', sourceOf(report)), grids, outsideTable(outside), doubts.length ? doubtList(doubts) : null, told];
}
const sourceOf = (report) => (report.url ? h('span', { class: 'break' }, `${t('agency.source')}: `, outside(report.url)) : null);

// A table as one short text: see output/page/cells.py.
function marksOf(text, odd) {
  const one = (mark) => {
    if (mark === '') return { status: 'blank', raw: '' };
    if (mark === 'n') return { status: null };
    if (mark[0] === '@') return cellFrom(odd[Number(mark.slice(1))]);
    return { status: 'reported', raw: mark, value: Number(mark) };
  };
  return text.split(',').flatMap((piece) => {
    const [mark, times = 1] = piece.split('*');
    return Array.from({ length: Number(times) }, () => one(mark));
  });
}
const cellFrom = ([status, raw = '', value = null, unit = null, method = null, sure = null]) => ({ status, raw, value, unit, method, sure });
// What stands in a cell of the table here: the figure; what is printed instead of one; a point for a blank.
const face = (cell) => (cell.status === 'blank' ? cell.raw || '·' : cell.status === 'reported' ? num(cell.value, 6) : cell.raw || '?');

function cellGrid(at, report, form, name, layout, marks, doubts, show) {
  const cells = [];
  const title = pick(...layout.label);
  const doubted = (row, col) => doubts.filter(([where]) => [name, `${name}.${row}`, `${name}..${col}`, `${name}.${row}.${col}`].includes(where));
  const label = ([, zh, en, aboveZh, aboveEn]) => [aboveZh ? h('small', { class: 'above' }, pick(aboveZh, aboveEn)) : null, pick(zh, en)];
  const body = layout.rows.map((row, y) => {
    const line = layout.cols.map((col, x) => {
      const place = y * layout.cols.length + x;
      const cell = marks[place];
      const said = doubted(row[0], col[0]);
      const css = ['n', 'figure', cell.status ? null : 'gone', said.length ? 'doubted' : null].filter(Boolean).join(' ');
      const td = h('td', { class: css, tabindex: x || y ? '-1' : '0' }, cell.status ? own(face(cell)) : unseen(t('agency.none')), said.length ? [h('span', { 'aria-hidden': 'true' }, ' ?'), unseen(t('problems.doubt'))] : null);
      td.addEventListener('focus', () => {
        cells.flat().forEach((other) => other.setAttribute('tabindex', '-1'));
        td.setAttribute('tabindex', '0');
        show(tellCell(at, report, { form, name, layout, row, col, cell, said, unit: cell.unit || layout.units[place] }));
      });
      td.addEventListener('click', () => td.focus());
      return td;
    });
    cells.push(line);
    return h('tr', {}, h('th', { scope: 'row', title: row[0] }, label(row)), line);
  });
  const grid = table(title, [h('td', {}), ...layout.cols.map((col) => h('th', { scope: 'col', class: 'n', title: col[0] }, label(col)))], body, { class: 'figures' });
  grid.removeAttribute('tabindex');
  grid.addEventListener('keydown', (event) => walk(event, cells));
  return [h('h4', {}, title, ' ', h('small', {}, code(name))), grid];
}
// All that is known of a cell, its labels in both languages.
function tellCell(at, report, { form, name, layout, row, col, cell, said, unit }) {
  const fact = (key, ...value) => [h('dt', {}, t(key)), h('dd', {}, value)];
  const both = ([, zh, en, aboveZh, aboveEn]) => [h('span', { lang: 'zh-CN' }, [aboveZh, zh].filter(Boolean).join(' › ')), ' / ', h('span', { lang: 'en' }, [aboveEn, en].filter(Boolean).join(' › '))];
  const value = cell.value === null || cell.value === undefined ? h('em', {}, t('cells.null')) : `${num(cell.value, 6)}${unit ? ` ${unit}` : ''}`;
  const reason = { blank: 'agency.blank', unparsed: 'agency.unparsed', null: 'agency.not_carried' }[cell.status];
  return [
    h('p', {}, h('strong', {}, `${report.year} · ${pick(...layout.label)}`), ' ', h('small', {}, label('form', form))),
    h('dl', { class: 'facts' }, fact('cells.row', both(row)), fact('cells.col', both(col)),
      cell.status ? fact('cells.raw', cell.raw ? h('q', {}, own(cell.raw)) : h('em', {}, t('cells.empty'))) : null,
      fact('cells.value', value), fact('cells.status', cell.status ? label('cell', cell.status) : t('cells.missing')),
      reason ? fact('coverage.reason', t(reason)) : null, cell.method ? fact('cells.method', label('method', cell.method), cell.sure === null ? null : ` ${percent(cell.sure, 1)}`) : null,
      said.length ? fact('problems.doubt', said.map(([, found, message]) => h('div', {}, label('problem', found), ' ', h('small', {}, own(message))))) : null),
    cell.status ? copyable(`nianbao trace ${data.agencies.id[at]} ${report.year} ${name}.${row[0]}.${col[0]} --open`) : null,
  ];
}
// Rows and columns that are not of the form, under the labels that the page prints.
function outsideTable(outside) {
  if (!outside.length) return null;
  const row = ([name, row, col, ...rest]) => {
    const cell = cellFrom(rest);
    return h('tr', {}, h('td', {}, label('table', name)), h('th', { scope: 'row' }, own(row)), h('td', {}, own(col)), h('td', {}, cell.raw ? own(cell.raw) : h('em', {}, t('cells.empty'))), h('td', { class: 'n' }, cell.value === null ? '–' : `${num(cell.value, 6)}${cell.unit ? ` ${cell.unit}` : ''}`), h('td', {}, label('cell', cell.status)));
  };
  const heads = ['table', 'row', 'col', 'raw', 'value', 'status'].map((key) => h('th', { scope: 'col', class: key === 'value' ? 'n' : null }, t(`cells.${key}`)));
  return [h('h4', {}, t('cells.outside')), table(t('cells.outside'), heads, outside.map(row), { class: 'codes' })];
}
const doubtList = (doubts) => [h('h4', {}, t('cells.doubts')), h('ul', { class: 'said' }, doubts.map(([where, found, message]) => h('li', { class: 'doubt' }, label('problem', found), ' ', code(where), h('br'), own(message))))];
