// Views that are read: the codebook, how to load the data, and what is known to be wrong or missing.
function codebook() {
  return [h('h1', { tabindex: '-1' }, t('book.title')), h('p', {}, t('book.lede'), ' ', h('a', { href: 'codebook.md' }, 'codebook.md'), ', ', h('a', { href: 'codebook.csv' }, 'codebook.csv')), later('codebook', (book) => {
    const rows = book.rows.map((row) => Object.fromEntries(book.columns.map((name, at) => [name, row[at]])));
    const list = h('div');
    const draw = (text) => list.replaceChildren(...bookOf(rows, text.toLowerCase().trim()));
    const field = h('input', { type: 'search', id: 'word', value: state.query.get('q') || '', oninput: () => {
      note({ q: field.value.trim() });
      draw(field.value);
    } });
    draw(field.value);
    return [h('p', { class: 'choice wide' }, h('label', { for: 'word' }, t('book.search')), field), list];
  })];
}
function bookOf(rows, text) {
  const fits = (row) => !text || Object.values(row).some((value) => value.toLowerCase().includes(text));
  const names = (row, extra) => h('tr', {}, h('th', { scope: 'row' }, code(row.name)), extra.map((value) => h('td', {}, value)), h('td', {}, pick(row.label_zh, row.label_en)), h('td', {}, row.unit), h('td', {}, rich(row.description), row.warning ? h('span', { class: 'mind' }, rich(row.warning)) : null));
  const heads = (more) => [t('book.name'), ...more, t('book.label'), t('book.unit'), t('book.description')];
  const blocks = [];
  for (const one of rows.filter((row) => row.entry === 'table')) {
    const columns = rows.filter((row) => row.entry === 'column' && row.within === one.name && fits(row));
    if (columns.length) blocks.push(h('details', { open: Boolean(text) }, h('summary', {}, code(one.name), ` ${pick(one.label_zh, one.label_en)} `, h('small', {}, num(columns.length))), h('p', {}, rich(one.description)), table(one.name, heads([t('book.type')]), columns.map((row) => names(row, [row.type])), { class: 'codes' })));
  }
  const groups = new Map();
  for (const row of rows.filter((one) => one.entry === 'code' && fits(one))) {
    const key = [row.within, row.form, row.table].join(' ');
    if (!groups.has(key)) groups.set(key, { form: row.form, name: [row.within, row.table].filter(Boolean).join(' · '), members: [] });
    groups.get(key).members.push(row);
  }
  const list = ({ name, members }) => h('details', { open: Boolean(text) }, h('summary', {}, code(name), ' ', h('small', {}, num(members.length))), table(name, heads([]), members.map((row) => names(row, [])), { class: 'codes' }));
  const forms = [...new Set([...groups.values()].map((group) => group.form))].sort((a, b) => Boolean(a) - Boolean(b));
  const codes = forms.flatMap((form) => [h('h3', {}, form ? `${label('form', form)} (${form})` : t('book.every_form')), h('div', { class: 'book' }, [...groups.values()].filter((group) => group.form === form).map(list))]);
  return blocks.length || codes.length ? [blocks.length ? h('h2', {}, t('book.tables')) : null, ...blocks, codes.length ? h('h2', {}, t('book.codes')) : null, ...codes].filter(Boolean) : [h('p', {}, t('book.none'))];
}

function loading() {
  const size = (bytes) => (bytes >= 1e6 ? `${num(bytes / 1e6, 1)} MB` : `${num(bytes / 1e3, 1)} kB`);
  const rows = data.files.map(([path, bytes]) => h('tr', {}, h('th', { scope: 'row' }, h('a', { href: path }, path)), h('td', { class: 'n' }, size(bytes))));
  return [h('h1', { tabindex: '-1' }, t('load.title')), h('p', {}, t('load.lede')), h('ul', {}, ['load.null', 'load.scope', 'load.match', 'load.money'].map((key) => h('li', {}, rich(t(key))))),
    data.recipes.map(({ name, text }) => section(`load-${name}`, name, copyable(text))),
    section('files', t('load.files'), h('p', {}, t('load.sums'), ' ', h('a', { href: 'SHA256SUMS' }, 'SHA256SUMS'), ' · ', h('a', { href: 'CHANGES.md' }, 'CHANGES.md'), ' · ', h('a', { href: 'CITATION.cff' }, 'CITATION.cff')), rows.length ? table(t('load.files'), [t('load.file'), h('th', { scope: 'col', class: 'n' }, t('load.size'))], rows) : h('p', { class: 'quiet' }, t('load.no_files')))];
}
function knownProblems() {
  const row = (one) => h('tr', {}, h('td', {}, h('span', { class: `level ${one.level}` }, t(`problems.${one.level}`))), h('th', { scope: 'row' }, label('problem', one.code), h('br'), code(one.code)), h('td', { class: 'n' }, num(one.reports)), h('td', { class: 'n' }, num(one.count)));
  const heads = ['reports', 'count'].map((key) => h('th', { scope: 'col', class: 'n' }, t(`problems.${key}`)));
  return [h('h1', { tabindex: '-1' }, t('problems.title')), h('p', {}, t('problems.lede')),
    section('limits', t('problems.limits'), h('ul', {}, ['problems.own', 'problems.break', 'problems.prose', 'problems.old', 'problems.ocr', 'problems.archive'].map((key) => h('li', {}, rich(t(key)))))),
    data.about.warnings?.length ? section('warnings', t('problems.warnings'), h('ul', {}, data.about.warnings.map((text) => h('li', {}, own(text))))) : null,
    section('found', t('problems.found'), h('p', {}, rich(t('problems.found_lede'))), data.problems.length ? table(t('problems.found'), [t('problems.level'), t('problems.problem'), ...heads], data.problems.map(row)) : h('p', { class: 'quiet' }, t('problems.none')))];
}
