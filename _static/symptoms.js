/* On the page of the search: the entries of the index by symptom that the query means stand above Sphinx's results, and
   a page that Sphinx finds is opened at the section with the most of the query's words. If there is no entry, and no
   page has all words, which is what Sphinx asks for, the sections that have most of them are shown. No request leaves
   the site, and it works from a file: the data come as a script, which scripts/book/site_search.py writes.
   The rule by which a text means a symptom stands in scripts/lab/symptom_index/words.py and is said here once more. */
(() => {
  const LEFT_OUT = /0x[0-9a-f]+|(?<![\w])'[^'\n]{0,200}'(?![\w])|"[^"\n]{0,200}"|[\w.~+-]{0,60}\/[\w.~+/-]{0,200}/g;
  const WORD = /[a-z_](?:[\w']*\w)?|(?<![\w])-\d+/g;

  const plain = (text) =>
    text.replace(/\x1b\[[0-9;]*m/g, "").replace(/[\u2018\u2019]/g, "'").replace(/[\u201c\u201d]/g, '"').toLowerCase();

  const words = (line) => plain(line.slice(-8000)).replace(LEFT_OUT, " ").match(WORD) || [];

  const readings = (text) => {
    const lines = text.split(/\r\n|\r|\n/).slice(-20000).map(words).filter((line) => line.length);
    const sets = [];
    for (let size = 1; size <= 3; size++)
      for (let place = 0; place + size <= lines.length; place++)
        sets.push(new Set(lines.slice(place, place + size).flat()));
    for (const line of lines)
      for (const size of [12, 40])
        if (line.length > size)
          for (let start = 0; start < line.length - size / 2; start += size / 2)
            sets.push(new Set(line.slice(start, start + size)));
    return sets;
  };

  const matching = (text, data) => {
    const whole = plain(text);
    const rare = new Set(data.rare);
    const best = new Map();
    const patterns = data.patterns.filter((one) => one.must.every((part) => whole.includes(part.toLowerCase())));
    for (const line of readings(text))
      for (const pattern of patterns) {
        const shared = pattern.words.filter((word) => line.has(word));
        const both = shared.length, ofLine = both / line.size;
        if (!both) continue;
        const isMessage = both >= 0.8 * pattern.words.length && (ofLine >= 0.5 || (both >= 2 && ofLine > 0.2));
        const isPart = ofLine >= 0.9 && (both >= 5 || shared.some((word) => rare.has(word)));
        if (!isMessage && !isPart) continue;
        const rank = [both, (2 * both) / (pattern.words.length + line.size)];
        const before = best.get(pattern.symptom);
        if (!before || rank[0] > before[0] || (rank[0] === before[0] && rank[1] > before[1]))
          best.set(pattern.symptom, rank);
      }
    const order = new Map(data.entries.map((entry, place) => [entry.id, place]));
    const found = [...best.keys()].sort((one, other) => {
      const [a, b] = [best.get(one), best.get(other)];
      return b[0] - a[0] || b[1] - a[1] || order.get(one) - order.get(other);
    });
    return found.map((id) => data.entries[order.get(id)]);
  };
  window.symptomsMatching = matching;

  const element = (name, text, properties) => Object.assign(document.createElement(name), { textContent: text }, properties);

  const boxed = (id, title, items) => {
    const box = element("section", "", { id, className: "found-symptoms" });
    box.setAttribute("aria-label", title);
    const list = element("ul", "", { className: "search" });
    list.append(...items);
    box.append(element("h2", title), list);
    return box;
  };

  const show = (entries, results) => {
    const items = entries.map((entry) => {
      const item = element("li", "");
      item.append(element("a", entry.title, { href: entry.target }), element("p", entry.cure, { className: "context" }));
      const reason = element("p", "Explained in ", { className: "found-section" });
      reason.append(element("a", entry.sectionTitle, { href: entry.section }));
      item.append(reason);
      return item;
    });
    results.before(boxed("symptoms", "Find your symptom", items));
  };

  /* Sphinx's result of a page has no anchor, and reads the page for a line of it, which a file may not. */
  const leadToSection = (link, terms, data) => {
    const page = decodeURI(link.getAttribute("href") || "").split(/[?#]/)[0].replace(/\.html$/, "");
    if (link.hash || !data.sections[page]) return;
    let best = null, most = 0;
    for (const [anchor, title, text] of data.sections[page]) {
      const there = new Set(text.split(" "));
      const inTitle = plain(title);
      const count = terms.filter((term) => there.has(term)).length +
        terms.filter((term) => inTitle.includes(term)).length / 2;
      if (count > most) [best, most] = [[anchor, title], count];
    }
    if (!best || !best[0]) return;
    link.href = `${link.getAttribute("href").split("#")[0]}#${best[0]}`;
    if (best[1] && best[1] !== link.textContent)
      link.append(` › ${best[1]}`);
  };

  /* A word counts the more, the fewer sections have it, and twice in a heading; a long section counts less. */
  const OVERVIEWS = /^(intro|chapters\/(across-versions|teach-it|how-this-was-built|find-your-symptom))$/;
  const stem = (word) => (word.length > 4 ? word.replace(/(?:'s|ing|ed|es|s)$/, "") : word);
  const stems = (text) => new Set((plain(text).match(/[a-z_][\w']*\w/g) || []).map(stem));

  const nearestSections = (query, data) => {
    const sections = Object.entries(data.sections)
      .filter(([page]) => !OVERVIEWS.test(page))
      .flatMap(([page, parts]) =>
        parts.map(([anchor, title, text]) => ({
          href: `${page}.html#${anchor}`,
          name: title === parts[0][1] ? title : `${parts[0][1]} › ${title}`,
          words: stems(text),
          inTitle: stems(title),
        })));
    const mean = sections.reduce((sum, one) => sum + one.words.size, 0) / sections.length;
    const weights = [...stems(query)]
      .map((term) => [term, sections.filter((one) => one.words.has(term)).length])
      .filter(([, count]) => count)
      .map(([term, count]) => [term, Math.log(sections.length / count)]);
    for (const one of sections) {
      const shared = weights.filter(([term]) => one.words.has(term));
      one.score = shared.length < Math.min(2, weights.length) ? 0 :
        shared.reduce((sum, [term, weight]) => sum + weight * (one.inTitle.has(term) ? 2 : 1), 0) /
        Math.sqrt(0.5 + one.words.size / (2 * mean));
    }
    return sections.filter((one) => one.score > 0).sort((one, other) => other.score - one.score).slice(0, 4);
  };

  const showNearest = (results, query, data) => {
    const sections = nearestSections(query, data);
    if (!sections.length || document.getElementById("nearest-sections")) return;
    const items = sections.map((one) => {
      const item = element("li", "");
      item.append(element("a", one.name, { href: one.href }));
      return item;
    });
    results.after(boxed("nearest-sections", "Sections with most of these words", items));
  };

  const search = (results, query, data) => {
    const entries = matching(query, data).slice(0, 5);
    if (entries.length) show(entries, results);
    const terms = [...new Set(plain(query).match(/[a-z_][\w']*\w/g) || [])];
    const lead = () =>
      results.querySelectorAll("ul.search > li > a:not([data-led])").forEach((link) => {
        link.dataset.led = "";
        leadToSection(link, terms, data);
      });
    /* Sphinx says how many pages it has found when it is done. */
    const isOver = () => typeof Search !== "undefined" && Boolean(Search.status && Search.status.innerText);
    const react = () => {
      lead();
      if (!entries.length && isOver() && !results.querySelector("ul.search > li")) showNearest(results, query, data);
    };
    new MutationObserver(react).observe(results, { childList: true, subtree: true });
    react();
  };

  if (location.protocol === "file:" && typeof DOCUMENTATION_OPTIONS !== "undefined")
    DOCUMENTATION_OPTIONS.SHOW_SEARCH_SUMMARY = false;
  const begin = () => {
    const results = document.getElementById("search-results");
    const query = new URLSearchParams(location.search).get("q");
    if (!results || !query) return;
    const script = element("script", "", { src: "_static/symptoms-data.js" });
    script.onload = () => search(results, query, window.bookSearch);
    document.head.append(script);
  };
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", begin);
  else begin();
})();
