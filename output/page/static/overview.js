// The first view: what there is, what came of it, and what agencies say in sum.
function overview() {
  const { counts } = data;
  const parsed = pairs.filter((pair) => pair.outcome === 'parsed').reduce((sum, pair) => sum + pair.count, 0);
  const all = pairs.reduce((sum, pair) => sum + pair.count, 0);
  // Who did not exist, or still has time, owes no report.
  const owed = all - pairs.filter((pair) => ['not_existing', 'not_published_yet'].includes(pair.outcome)).reduce((sum, pair) => sum + pair.count, 0);
  const failed = data.checks.filter((one) => hard(one.check)).reduce((sum, one) => sum + one.count, 0);
  const tile = (value, key, link) => h('li', {}, h(link ? 'a' : 'div', { href: link }, h('b', {}, value), h('span', {}, t(key))));
  return [
    h('div', { class: 'hero' },
      h('p', { class: 'kicker' }, t('overview.kicker')),
      h('h1', { tabindex: '-1' }, t('overview.title')),
      h('p', { class: 'lede' }, t('overview.lede')),
      searchForm(),
      h('ul', { class: 'tiles' },
        tile(num(data.agencies.id.length), 'overview.agencies', href('agencies')),
        tile(years.length ? `${years[0]}–${years[years.length - 1]}` : '–', 'overview.years'),
        tile(num(counts.reports), 'overview.reports'),
        tile(num(counts.cells), 'overview.cells'),
        tile(percent(parsed, owed), 'overview.parsed'),
        tile(num(failed), 'overview.failed', href('contradictions')))),
    all ? coverageSection(all) : h('p', { class: 'warning' }, t('overview.empty')),
    trendSection(),
    groundSection(),
    checkSection(),
  ];
}
function searchForm(value = '') {
  const field = h('input', { type: 'search', id: 'find', name: 'q', autocomplete: 'off', placeholder: t('agencies.placeholder'), value });
  const go = (event) => {
    event.preventDefault();
    location.hash = href('agencies', { q: field.value.trim() });
  };
  return h('form', { class: 'search', role: 'search', onsubmit: go }, h('label', { for: 'find' }, t('agencies.search')), h('div', {}, field, h('button', {}, t('agencies.go'))));
}
function coverageSection(expected) {
  const counts = countByYear();
  const series = outcomes.map((outcome) => ({ name: brief(label('outcome', outcome)), css: `o-${outcome}`, symbol: symbolOf(outcome), values: counts[outcome] }));
  const gaps = pairs.filter((pair) => pair.outcome !== 'parsed');
  const row = (pair) => h('tr', {},
    h('td', {}, h('a', { class: 'tag', href: href('agencies', { gap: `${pair.outcome}.${pair.reason || ''}` }) }, h('span', { class: `key o-${pair.outcome}`, 'aria-hidden': 'true' }, symbolOf(pair.outcome)), brief(label('outcome', pair.outcome)))),
    h('td', {}, label('reason', pair.reason) || '–'), h('td', { class: 'n' }, num(pair.count)), h('td', { class: 'n' }, percent(pair.count, expected)));
  return section('coverage', t('coverage.title'), h('p', {}, t('coverage.lede')), stacked(t('coverage.by_year'), years, series),
    gaps.length ? [h('h3', {}, t('coverage.why')), table(t('coverage.why'), [t('coverage.outcome'), t('coverage.reason'), h('th', { scope: 'col', class: 'n' }, t('coverage.agency_years')), h('th', { scope: 'col', class: 'n' }, t('page.share'))], gaps.slice(0, 12).map(row))] : h('p', {}, t('coverage.whole')),
    h('h3', {}, t('coverage.map_title')), wholeMap(data.agencies.id.map((_, at) => at), (at) => (location.hash = agencyHref(data.agencies.id[at]))),
    h('p', {}, h('a', { class: 'more', href: href('agencies') }, t('coverage.to_map'))));
}

const scopes = () => Object.keys(data.trends.scopes);
const scopeNow = () => (scopes().includes(state.query.get('scope')) ? state.query.get('scope') : scopes().includes('own') ? 'own' : scopes()[0]);
function sumsOf(scope, code, part = 0) {
  const found = new Map(((data.trends.scopes[scope] || {})[code] || []).map(([year, ...rest]) => [year, rest[part]]));
  return trendYears().map((year) => (found.has(year) ? found.get(year) : null));
}
const trendYears = () => {
  const found = Object.values(data.trends.scopes).flatMap((codes) => Object.values(codes)).flatMap((rows) => rows.map(([year]) => year));
  return found.length ? Array.from({ length: Math.max(...found) - Math.min(...found) + 1 }, (_, at) => Math.min(...found) + at) : [];
};
const indicator = (wanted) => {
  const found = data.indicators.find(([one]) => one === wanted);
  return found ? pick(found[1], found[2]) : wanted;
};
function redrawn(build) {
  const place = h('div');
  const draw = () => {
    place.replaceChildren(...[build(draw)].flat(Infinity).filter(Boolean));
    drawCharts(place);
  };
  draw();
  return place;
}
function chooser(id, key, options, value, change) {
  const list = h('select', { id, onchange: (event) => change(event.target.value) }, options.map(([one, text]) => h('option', { value: one, selected: one === value }, text)));
  return h('p', { class: 'choice' }, h('label', { for: id }, t(key)), list);
}
function scopeChooser(id, draw) {
  if (scopes().length < 2) return null;
  return chooser(id, 'trends.scope', scopes().map((one) => [one, label('scope', one)]), scopeNow(), (value) => {
    note({ scope: value });
    draw();
    document.getElementById(id)?.focus();
  });
}
function trendSection() {
  if (!scopes().length) return section('trends', t('trends.title'), h('p', { class: 'quiet' }, t('trends.none')));
  return section('trends', t('trends.title'), h('p', {}, t('trends.lede')), redrawn((draw) => {
    const scope = scopeNow();
    const series = data.trends.outcomes.map((one) => ({ name: indicator(one), css: `r-${one}`, values: sumsOf(scope, one) }));
    const line = { name: indicator(data.trends.received), css: 'r-received', values: sumsOf(scope, data.trends.received) };
    const behind = { name: t('trends.behind'), values: sumsOf(scope, data.trends.received, 1) };
    const near = trendYears().filter((_, at) => sumsOf(scope, data.trends.received, 2)[at]);
    return [scopeChooser('scope-trend', draw), stacked(t('trends.title'), trendYears(), series, line, [behind]),
      h('p', { class: 'quiet' }, t('trends.mind', { list: runs(behind.values) }), near.length ? ` ${t('trends.near', { years: near.length > 2 ? `${near[0]}–${near[near.length - 1]}` : near.join(', ') })}` : '')];
  }));
}
// The least and the most reports that a sum stands on.
function runs(values) {
  const found = values.filter(Boolean);
  const [least, most] = [Math.min(...found), Math.max(...found)];
  return least === most ? num(most) : `${num(least)}–${num(most)}`;
}
function groundSection() {
  if (!scopes().length) return null;
  return section('grounds', t('grounds.title'), h('p', {}, t('grounds.lede')), redrawn((draw) => {
    const scope = scopeNow();
    const year = Number(state.query.get('of')) || 0;
    const value = (one) => sumsOf(scope, one).reduce((sum, found, at) => sum + (!year || trendYears()[at] === year ? found || 0 : 0), 0);
    const rows = data.trends.grounds.map((one) => ({ name: indicator(one).replace(/^(不予公开：|Refused: )/, ''), value: value(one), css: 'r-refused' })).sort((a, b) => b.value - a.value);
    const choice = chooser('ground-year', 'page.year', [['0', t('page.all_years')], ...trendYears().map((one) => [String(one), String(one)])], String(year), (chosen) => {
      note({ of: chosen === '0' ? '' : chosen });
      draw();
      document.getElementById('ground-year')?.focus();
    });
    return [choice, rows.some((row) => row.value) ? lying(t('grounds.title'), rows, [t('grounds.ground'), t('grounds.count'), t('page.share')]) : h('p', { class: 'quiet' }, t('grounds.none'))];
  }));
}
const hard = (check) => /^I[1-4]$/.test(check);
function checkSection() {
  const rows = data.checks.map((one) => ({ name: `${one.check} · ${label('check', one.check)}`, value: one.count, css: hard(one.check) ? 'r-refused' : 'r-unavailable', link: href('contradictions', { check: one.check }) }));
  return section('checks', t('checks.title'), h('p', {}, t('checks.lede')), rows.length ? lying(t('checks.title'), rows, [t('checks.check'), t('checks.count'), t('page.share')]) : h('p', { class: 'quiet' }, t('checks.none')));
}
