// What every view uses: the data of the page, words in two languages, elements, addresses, and parts that are loaded when asked for.
const data = JSON.parse(document.getElementById('data').textContent);
const words = JSON.parse(document.getElementById('words').textContent);
const view = document.getElementById('view');
const state = { lang: 'zh', path: '', arg: '', query: new URLSearchParams() };

const t = (key, values = {}) => {
  const pair = words[key];
  const text = pair ? pair[state.lang === 'zh' ? 0 : 1] : key;
  return text.replace(/\{(\w+)\}/g, (_, name) => (name in values ? values[name] : ''));
};
const label = (kind, code) => {
  const pair = (data.labels[kind] || {})[code];
  return pair ? pair[state.lang === 'zh' ? 0 : 1] : code || '';
};
const pick = (zh, en) => (state.lang === 'zh' ? zh : en) || zh || en || '';
const num = (value, digits = 2) =>
  value === null || value === undefined ? '–' : new Intl.NumberFormat(state.lang === 'zh' ? 'zh-CN' : 'en-GB', { maximumFractionDigits: digits }).format(value);
const percent = (part, whole) => (whole ? `${num((100 * part) / whole, 1)}%` : '–');
// An English label that goes on behind a colon is a sentence; charts have room for its first words.
const brief = (text) => (state.lang === 'zh' ? text : text.split(':')[0]);

const SVG = 'http://www.w3.org/2000/svg';
function fill(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes || {})) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith('on')) element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? '' : value);
  }
  element.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}
const h = (tag, attributes, ...children) => fill(document.createElement(tag), attributes, children);
const s = (tag, attributes, ...children) => fill(document.createElementNS(SVG, tag), attributes, children);
// Whatever a portal sent stands in its own direction and turns nothing around it.
const own = (text) => h('bdi', {}, text);
const unseen = (text) => h('span', { class: 'unseen' }, text);

function href(path, changes = {}) {
  const query = new URLSearchParams();
  query.set('lang', state.lang);
  for (const [name, value] of Object.entries(changes)) if (value !== '' && value !== null && value !== undefined) query.set(name, value);
  return `#/${path}?${query}`;
}
const agencyHref = (id, changes) => href(`agency/${encodeURIComponent(id)}`, changes);
const here = (changes) => href(state.arg ? `${state.path}/${encodeURIComponent(state.arg)}` : state.path, { ...Object.fromEntries(state.query), lang: state.lang, ...changes });
// Keeps the address true without a step in the history.
function note(changes) {
  const address = here(changes);
  history.replaceState(null, '', address);
  state.query = new URLSearchParams(address.slice(address.indexOf('?') + 1));
}
// Only addresses of the web become links; anything else that a portal sent stays text.
const outside = (url, text = url) => (/^https?:\/\//i.test(url || '') ? h('a', { href: url, rel: 'noopener noreferrer nofollow external', class: 'out' }, own(text)) : own(url || ''));
const hostOf = (url) => (/^https?:\/\/([^/?#]+)/i.exec(url || '') || [])[1] || url;

// Words between backticks are code.
const rich = (text) => text.split('`').map((piece, at) => (at % 2 ? code(piece) : piece));

const say = (text) => {
  document.getElementById('say').textContent = text;
};

const waiting = new Map();
const loaded = new Map();
window.nianbaoPart = (name, value) => {
  loaded.set(name, value);
  if (loaded.size > 40) loaded.delete(loaded.keys().next().value);
};
function load(name) {
  if (loaded.has(name)) return Promise.resolve(loaded.get(name));
  if (!waiting.has(name)) {
    waiting.set(name, new Promise((resolve, reject) => {
      const script = document.createElement('script');
      const done = (ok) => {
        script.remove();
        waiting.delete(name);
        if (ok && loaded.has(name)) resolve(loaded.get(name));
        else reject(new Error(name));
      };
      script.onload = () => done(true);
      script.onerror = () => done(false);
      script.src = `page/${name}.js`;
      document.head.append(script);
    }));
  }
  return waiting.get(name);
}
// A place that is filled once its part has come; a part that does not come is named.
function later(name, draw, after = () => {}) {
  const place = h('div', { class: 'later', 'aria-busy': 'true' }, h('p', { class: 'quiet' }, t('page.loading')));
  load(name).then(
    (value) => {
      place.replaceChildren(...[draw(value)].flat(Infinity).filter(Boolean));
      place.removeAttribute('aria-busy');
      drawCharts(place);
      after(place);
    },
    () => {
      place.replaceChildren(h('p', { class: 'warning' }, t('page.no_part', { file: `page/${name}.js` })));
      place.removeAttribute('aria-busy');
    },
  );
  return place;
}

const section = (id, title, ...children) => h('section', { 'aria-labelledby': id }, h('h2', { id }, title), ...children);
const table = (caption, heads, rows, attributes = {}) =>
  h('div', { class: 'scroll', tabindex: '0', role: 'group', 'aria-label': caption },
    h('table', attributes, h('caption', { class: 'unseen' }, caption),
      h('thead', {}, h('tr', {}, heads.map((head) => (head instanceof Node ? head : h('th', { scope: 'col' }, head))))),
      h('tbody', {}, rows)));
// A code may break behind its underscores.
const code = (text) => h('code', {}, String(text).split(/(?<=_)/).flatMap((piece, at) => (at ? [h('wbr'), piece] : [piece])));
function copyable(text) {
  const button = h('button', { type: 'button', class: 'copy', onclick: () => copy(text) }, t('page.copy'));
  return h('div', { class: 'command' }, h('pre', { tabindex: '0' }, text), button);
}
function copy(text) {
  const done = () => say(t('page.copied'));
  if (navigator.clipboard && window.isSecureContext) navigator.clipboard.writeText(text).then(done, () => say(t('page.not_copied')));
  else say(t('page.not_copied'));
}
function pager(page, pages, go) {
  if (pages < 2) return null;
  const button = (to, key, off) => h('button', { type: 'button', disabled: off, onclick: () => go(to) }, t(key));
  const field = h('input', { type: 'number', min: 1, max: pages, value: page, 'aria-label': t('page.page'), onchange: (event) => go(Math.min(pages, Math.max(1, Math.round(event.target.value) || 1))) });
  return h('nav', { class: 'pager', 'aria-label': t('page.pages') }, button(page - 1, 'page.back', page <= 1), h('span', {}, field, ` / ${num(pages)}`), button(page + 1, 'page.forth', page >= pages));
}
