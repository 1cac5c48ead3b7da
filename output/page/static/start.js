// The address says which view, in which language; back and forward work, and a new view begins at its heading.
const VIEWS = { '': [overview, 'nav.overview'], agencies: [agencies, 'nav.agencies'], contradictions: [contradictions, 'nav.checks'], codebook: [codebook, 'nav.codebook'], load: [loading, 'nav.load'], problems: [knownProblems, 'nav.problems'], agency: [agency, 'nav.agencies'] };

function decoded(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
function read() {
  const [path, query = ''] = location.hash.replace(/^#\/?/, '').split(/\?(.*)/s);
  const [name, ...rest] = path.split('/');
  state.query = new URLSearchParams(query);
  state.path = Object.hasOwn(VIEWS, name) ? name : '';
  state.arg = decoded(rest.join('/'));
  const asked = state.query.get('lang');
  state.lang = asked === 'zh' || asked === 'en' ? asked : /^zh\b/i.test(navigator.language || '') ? 'zh' : 'en';
}
function frame() {
  document.documentElement.lang = state.lang === 'zh' ? 'zh-CN' : 'en';
  document.getElementById('skip').textContent = t('page.skip');
  document.getElementById('brand').setAttribute('href', href(''));
  const current = state.path === 'agency' ? 'agencies' : state.path;
  const link = (path) => h('a', { href: href(path), 'aria-current': path === current ? 'page' : null }, t(VIEWS[path][1]));
  document.getElementById('nav').setAttribute('aria-label', t('nav.views'));
  document.getElementById('nav').replaceChildren(...Object.keys(VIEWS).filter((path) => path !== 'agency').map(link));
  const choice = (lang, name) => h('a', { href: here({ lang }), lang: lang === 'zh' ? 'zh-CN' : 'en', hreflang: lang, 'aria-current': lang === state.lang ? 'true' : null, id: `lang-${lang}` }, name);
  document.getElementById('lang').setAttribute('aria-label', t('nav.language'));
  document.getElementById('lang').replaceChildren(choice('zh', '中文'), choice('en', 'English'));
  const { about } = data;
  const facts = [about.version && `${about.name || 'nianbao'} ${about.version}`, about.nianbao_version && `nianbao ${about.nianbao_version}`, about.data_until && t('foot.until', { day: about.data_until }), about.schema_version && t('foot.schema', { n: about.schema_version }), t('foot.licence')].filter(Boolean);
  document.getElementById('foot').replaceChildren(h('p', {}, facts.join(' · ')), h('p', {}, t('foot.source')));
}
let last = null;
function show() {
  const before = last;
  read();
  last = `${state.path}/${state.arg}`;
  const held = document.activeElement?.id;
  frame();
  drawings.length = 0;
  view.replaceChildren(...[VIEWS[state.path][0]()].flat(Infinity).filter((node) => node instanceof Node));
  drawCharts(view);
  const heading = view.querySelector('h1');
  document.title = `${heading ? heading.textContent : ''} · ${data.about.name || 'nianbao'} ${data.about.version || ''}`.trim();
  if (before !== null && before !== last) {
    window.scrollTo(0, 0);
    heading?.focus({ preventScroll: true });
  } else if (held) document.getElementById(held)?.focus({ preventScroll: true });
}
document.getElementById('skip').addEventListener('click', (event) => {
  event.preventDefault();
  view.focus();
});
window.addEventListener('hashchange', show);
window.matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => drawCharts(document.body));
show();
