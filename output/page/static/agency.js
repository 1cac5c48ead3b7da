// One agency: its years, its figures, its reports with their source and the archived copy, and where they contradict themselves.
function agency() {
  const at = data.agencies.id.indexOf(state.arg);
  if (at < 0) return [h('h1', { tabindex: '-1' }, t('agency.unknown')), h('p', {}, own(state.arg)), searchForm()];
  const { agencies } = data;
  const fact = (key, value) => (value ? [h('dt', {}, t(key)), h('dd', {}, value)] : null);
  const successor = agencies.successor[at];
  return [
    h('p', { class: 'trail' }, h('a', { href: href('agencies') }, t('agencies.title'))),
    h('h1', { tabindex: '-1' }, own(agencies.name[at])),
    h('dl', { class: 'facts' }, fact('agency.id', code(agencies.id[at])), fact('agencies.kind', label('kind', agencies.kind[at])), fact('agency.place', agencies.place[at] && own(agencies.place[at])), fact('agency.names', agencies.names[at] && own(agencies.names[at])),
      fact('agency.successor', successor && h('a', { href: agencyHref(successor) }, successor))),
    h('ol', { class: 'years big', 'aria-label': t('coverage.title') }, years.map((year, place) => h('li', { class: 'year' }, h('span', { 'aria-hidden': 'true' }, years.length > 10 ? `’${String(year).slice(2)}` : year), yearCell(at, place, 'span')))),
    outcomeLegend(),
    later(`agencies-${Math.floor(at / data.agenciesAPart)}`, (part) => agencyBody(at, part[agencies.id[at]]), aim),
  ];
}
// The report of the year that the address names, where a contradiction leads.
function aim(place) {
  const card = /^\d{4}$/.test(state.query.get('year') || '') && place.querySelector(`[id^="r-${state.query.get('year')}-"]`);
  if (!card) return;
  card.classList.add('aimed');
  card.scrollIntoView({ block: 'start' });
  card.querySelector('h3').focus({ preventScroll: true });
}
function agencyBody(at, found) {
  const reports = found.reports.sort((a, b) => b.year - a.year || a.report_scope.localeCompare(b.report_scope));
  return [gapList(found.gaps), figureSection(at, reports), failedList(found.failed), section('reports', t('agency.reports'), reports.length ? reports.map((report) => reportCard(at, report)) : h('p', {}, t('agency.no_reports')))];
}
function gapList(gaps) {
  if (!gaps.length) return null;
  const row = ([year, outcome, reason, detail, url]) => h('tr', {}, h('th', { scope: 'row' }, year), h('td', {}, h('span', { class: 'tag' }, h('span', { class: `key o-${outcome}`, 'aria-hidden': 'true' }, symbolOf(outcome)), brief(label('outcome', outcome)))), h('td', {}, label('reason', reason), detail ? [' ', own(detail)] : null), h('td', { class: 'break' }, url ? outside(url, hostOf(url)) : '–'));
  return section('gaps', t('agency.gaps'), table(t('agency.gaps'), [t('page.year'), t('coverage.outcome'), t('coverage.reason'), t('agency.address')], gaps.map(row)));
}
function failedList(failed) {
  if (!failed.length) return null;
  const row = ([year, check, scope, left, right]) => h('tr', {}, h('th', { scope: 'row' }, h('a', { href: agencyHref(state.arg, { year }) }, year)), h('td', {}, h('a', { href: href('contradictions', { check }) }, check), ' ', label('check', check)), h('td', {}, code(scope)), h('td', { class: 'n' }, num(left)), h('td', { class: 'n' }, num(right)));
  return section('failed', t('agency.failed'), h('p', {}, t('agency.failed_lede')), table(t('agency.failed'), [t('page.year'), t('checks.check'), t('checks.scope'), h('th', { scope: 'col', class: 'n' }, t('checks.left')), h('th', { scope: 'col', class: 'n' }, t('checks.right'))], failed.sort((a, b) => b[0] - a[0]).map(row)));
}

// A figure as it was written into the part: a number, a number with marks (~ near, ? in doubt, ! contradicted), or a letter for none.
function figureOf(mark) {
  if (typeof mark === 'number') return { value: mark, marks: '' };
  const found = /^(~?)(-?[\d.]+(?:e[+-]?\d+)?)([?!]*)$/.exec(mark);
  return found ? { value: Number(found[2]), marks: found[1] + found[3] } : { value: null, missing: mark };
}
const MISSING = { b: ['·', 'agency.blank'], u: ['?', 'agency.unparsed'], n: ['', 'agency.not_carried'], x: ['', 'agency.not_comparable'], d: ['', 'agency.undefined'] };
function shown(mark, unit) {
  const { value, marks, missing } = figureOf(mark);
  if (value === null) return MISSING[missing][0];
  return (marks.includes('~') ? '≈' : '') + (unit === '1' ? percent(value, 1) : num(value)) + marks.replace('~', '');
}
function figureSection(at, reports) {
  const columns = reports.filter((report) => report.figures).reverse();
  if (!columns.length) return null;
  const all = data.indicators.map((one, place) => place).filter((place) => columns.some((report) => figureOf(report.figures[place]).value !== null));
  if (!all.length) return null;
  const main = all.filter((place) => data.trends.main.includes(data.indicators[place][0]));
  const whole = state.query.get('all') === '1' || !main.length;
  const toggle = main.length && main.length < all.length ? h('button', { type: 'button', id: 'all-figures', 'aria-pressed': String(whole), onclick: () => {
    note({ all: whole ? '' : '1' });
    show();
  } }, whole ? t('agency.fewer') : t('agency.more', { n: num(all.length) })) : null;
  const used = whole ? all : main;
  const several = new Set(columns.map((report) => report.report_scope)).size > 1;
  const told = h('div', { class: 'told', 'aria-live': 'polite' }, t('agency.choose'));
  const cells = [];
  const body = used.map((place, row) => {
    const [key, zh, en, unit] = data.indicators[place];
    const line = columns.map((report, column) => {
      const cell = h('td', { class: 'n figure', tabindex: row || column ? '-1' : '0' }, shown(report.figures[place], unit) || unseen(t('agency.none')));
      cell.addEventListener('focus', () => {
        cells.flat().forEach((other) => other.setAttribute('tabindex', '-1'));
        cell.setAttribute('tabindex', '0');
        told.classList.add('chosen');
        told.replaceChildren(...tell(at, report, place));
      });
      cell.addEventListener('click', () => cell.focus());
      return cell;
    });
    cells.push(line);
    return h('tr', {}, h('th', { scope: 'row', title: key }, pick(zh, en), unit === '万元' ? h('small', {}, ` ${unit}`) : null), line);
  });
  const heads = columns.map((report) => h('th', { scope: 'col', class: 'n' }, report.year, several ? h('small', {}, label('scope', report.report_scope)) : null));
  const grid = table(t('agency.figures'), [t('agency.indicator'), ...heads], body, { class: 'figures' });
  grid.removeAttribute('tabindex');
  grid.addEventListener('keydown', (event) => walk(event, cells));
  return section('figures', t('agency.figures'), h('p', {}, t('agency.figures_lede')), agencyChart(columns), h('div', {}, grid, told), toggle);
}
function walk(event, cells) {
  const row = cells.findIndex((line) => line.includes(document.activeElement));
  if (row < 0) return;
  const column = cells[row].indexOf(document.activeElement);
  const last = cells[row].length - 1;
  const to = { ArrowRight: [row, column + 1], ArrowLeft: [row, column - 1], ArrowDown: [row + 1, column], ArrowUp: [row - 1, column], Home: [row, 0], End: [row, last] }[event.key];
  if (!to) return;
  event.preventDefault();
  cells[to[0]]?.[to[1]]?.focus();
}
function tell(at, report, place) {
  const [, zh, en, unit, warning, sources] = data.indicators[place];
  const { value, marks, missing } = figureOf(report.figures[place]);
  const notes = [value === null ? t(MISSING[missing][1]) : null, marks?.includes('~') ? t('agency.near') : null, marks?.includes('?') ? t('agency.doubt') : null, marks?.includes('!') ? t('agency.contradicted') : null, warning || null].filter(Boolean);
  const found = (sources[report.form] || sources.fmt2021 || [])[0];
  return [h('p', {}, h('strong', {}, `${report.year} · ${pick(zh, en)}: ${value === null ? '–' : shown(report.figures[place], unit).replace(/[?!]+$/, '')}${unit === '1' || value === null ? '' : ` ${unit}`}`)), ...notes.map((text) => h('p', {}, text)), found ? copyable(`nianbao trace ${data.agencies.id[at]} ${report.year} ${found} --open`) : null].filter(Boolean);
}
function agencyChart(columns) {
  const scope = columns.some((report) => report.report_scope === 'own') ? 'own' : columns[0].report_scope;
  const chosen = columns.filter((report) => report.report_scope === scope);
  const span = Array.from({ length: chosen[chosen.length - 1].year - chosen[0].year + 1 }, (_, n) => chosen[0].year + n);
  const values = (wanted) => {
    const place = data.indicators.findIndex(([one]) => one === wanted);
    return span.map((year) => {
      const report = chosen.find((one) => one.year === year);
      return report ? figureOf(report.figures[place]).value : null;
    });
  };
  const series = data.trends.outcomes.map((one) => ({ name: indicator(one), css: `r-${one}`, values: values(one) }));
  const line = { name: indicator(data.trends.received), css: 'r-received', values: values(data.trends.received) };
  return line.values.some((value) => value !== null) ? stacked(t('trends.title'), span, series, line) : null;
}

function reportCard(at, report) {
  const fact = (key, value) => (value ? [h('dt', {}, t(key)), h('dd', {}, value)] : null);
  const id = data.agencies.id[at];
  const counts = t('agency.counts', { reported: num(report.cells_reported), blank: num(report.cells_blank), unparsed: num(report.cells_unparsed) });
  const problems = report.problems.map(([level, found, where, message]) => h('li', { class: level }, label('problem', found), ' ', code(where), message ? [h('br'), own(message)] : null));
  return h('article', { class: 'report', id: `r-${report.year}-${report.report_scope}` },
    h('h3', { tabindex: '-1' }, h('span', { class: 'when' }, report.year), ' ', own(report.title || t('agency.untitled'))),
    h('p', { class: 'tags' }, h('span', { class: 'tag' }, h('span', { class: `key o-${report.status}`, 'aria-hidden': 'true' }, symbolOf(report.status)), brief(label('outcome', report.status))), report.reason ? label('reason', report.reason) : null, h('span', { class: 'tag' }, label('form', report.form)), h('span', { class: 'tag' }, label('scope', report.report_scope)), report.revision > 1 ? h('span', { class: 'tag' }, t('agency.revision', { n: report.revision })) : null),
    h('dl', { class: 'facts' }, fact('agency.source', h('span', { class: 'break' }, outside(report.url))), fact('agency.published', report.published_on || report.signed_on), fact('agency.last_seen', report.last_seen), fact('agency.captured', report.fetched_at), fact('agency.sha256', h('code', { class: 'break' }, report.sha256)), fact('agency.cells', counts)),
    h('details', {}, h('summary', {}, t('agency.copy')), h('p', {}, t('agency.copy_how')), traceable(report) ? copyable(`nianbao trace ${id} ${report.year} ${traceable(report)} --open`) : null, copyable(`nianbao show ${id} ${report.year}`)),
    cellsOf(at, report),
    problems.length ? h('details', {}, h('summary', {}, t('agency.problems', { doubts: num(report.doubts), notes: num(report.notes) })), h('ul', { class: 'said' }, problems)) : null);
}
// A cell that this report carries, to open its page at; none where it gave no figures.
function traceable(report) {
  const cells = (at) => data.indicators[at][5][report.form] || data.indicators[at][5].fmt2021 || [];
  const place = (report.figures || []).findIndex((mark, at) => figureOf(mark).value !== null && cells(at).length);
  return place < 0 ? null : cells(place)[0];
}
