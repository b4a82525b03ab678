// Which pieces of visible text lie upon each other: "one | other". What scrolls or hides its overflow cuts text off.
() => {
  const boxes = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const text = walker.currentNode, element = text.parentElement;
    if (!text.data.trim() || element.closest("script, style, dialog, .lab-unseen")) continue;
    if (!element.checkVisibility({visibilityProperty: true, opacityProperty: true})) continue;
    const cuts = [];
    for (let one = element; one && one !== document.body; one = one.parentElement) {
      const style = getComputedStyle(one);
      if (style.overflow !== "visible" && style.display !== "inline") cuts.push(one.getBoundingClientRect());
    }
    const range = document.createRange();
    range.selectNodeContents(text);
    for (const box of range.getClientRects()) {
      // The box of a line is taller than its letters.
      const slack = box.height * 0.2;
      const left = Math.max(box.left, ...cuts.map(one => one.left));
      const right = Math.min(box.right, ...cuts.map(one => one.right));
      const top = Math.max(box.top + slack, ...cuts.map(one => one.top));
      const bottom = Math.min(box.bottom - slack, ...cuts.map(one => one.bottom));
      if (right - left > 2 && bottom - top > 2) boxes.push({left, right, top, bottom, text});
    }
  }
  boxes.sort((one, other) => one.top - other.top);
  const found = [];
  for (let i = 0; i < boxes.length; i++) {
    const one = boxes[i];
    for (let j = i + 1; j < boxes.length && boxes[j].top < one.bottom - 2; j++) {
      const other = boxes[j];
      const across = Math.min(one.right, other.right) - Math.max(one.left, other.left);
      const down = Math.min(one.bottom, other.bottom) - Math.max(one.top, other.top);
      if (one.text !== other.text && across > 2 && down > 2) {
        found.push(`${one.text.data.trim().slice(0, 40)} | ${other.text.data.trim().slice(0, 40)}`);
      }
    }
  }
  return found;
}
