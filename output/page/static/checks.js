// Contradictions: every check that fails, check by check, the newest years first.
const LINES = 100;
function contradictions() {
  const title = h('h1', { tabindex: '-1' }, t('checks.title'));
  if (!data.checks.length) return [title, h('p', {}, t('checks.lede')), h('p', {}, t('checks.none'))];
  const chosen = data.checks.find((one) => one.check === state.query.get('check')) || data.checks[0];
  const options = data.checks.map((one) => [one.check, `${one.check} · ${label('check', one.check)} (${num(one.count)})`]);
  const choice = chooser('check', 'checks.check', options, chosen.check, (check) => {
    location.hash = href('contradictions', { check });
  });
  const pages = Math.ceil(chosen.count / LINES);
  const page = Math.min(pages, Math.max(1, Number(state.query.get('page')) || 1));
  const first = (page - 1) * LINES;
  const go = (to) => {
    location.hash = href('contradictions', { check: chosen.check, page: to === 1 ? '' : to });
  };
  return [
    title, h('p', {}, t('checks.lede')), choice,
    h('p', { class: 'quiet' }, t('checks.found', { n: num(chosen.count), agencies: num(chosen.agencies) }), ' ', hard(chosen.check) ? t('checks.hard') : t('checks.soft')),
    later(`checks-${chosen.check}-${Math.floor(first / chosen.part)}`, (rows) => failedRows(chosen.check, rows.slice(first % chosen.part, (first % chosen.part) + LINES))),
    pager(page, pages, go),
  ];
}
function failedRows(check, rows) {
  const line = ([at, year, scope, left, right]) => h('tr', {},
    h('th', { scope: 'row', class: 'named' }, h('a', { href: agencyHref(data.agencies.id[at], { year }) }, own(data.agencies.name[at]))), h('td', {}, year), h('td', {}, code(scope)), h('td', { class: 'n' }, num(left)), h('td', { class: 'n' }, num(right)), h('td', { class: 'n' }, left === null || right === null ? '–' : num(left - right)));
  const heads = ['left', 'right', 'difference'].map((key) => h('th', { scope: 'col', class: 'n' }, t(`checks.${key}`)));
  return table(`${check} · ${label('check', check)}`, [t('agency.agency'), t('page.year'), t('checks.scope'), ...heads], rows.map(line));
}
