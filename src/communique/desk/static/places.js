// Places of an article's text in code points, as the ledger counts them, to places of the page and back.
(() => {
  const WORD = /[\p{L}\p{N}\p{M}]/u;

  class Places {
    // Every letter that is shown: its place in the document, its node, its offset there in UTF-16 units.
    constructor(text) {
      this.letters = [];
      for (const piece of text.querySelectorAll("[data-at]")) {
        let at = Number(piece.dataset.at);
        const node = piece.firstChild;
        let offset = 0;
        for (const letter of piece.textContent) {
          this.letters.push({ at, node, offset, letter });
          offset += letter.length;
          at += 1;
        }
      }
    }

    // The index of the first letter at a place or behind it.
    index(at) {
      let low = 0, high = this.letters.length;
      while (low < high) {
        const middle = (low + high) >> 1;
        if (this.letters[middle].at < at) low = middle + 1; else high = middle;
      }
      return low;
    }

    range(start, end) {
      const first = this.letters[this.index(start)], last = this.letters[this.index(end) - 1];
      if (first === undefined || last === undefined || last.at < first.at) return null;
      const range = document.createRange();
      range.setStart(first.node, first.offset);
      range.setEnd(last.node, last.offset + last.letter.length);
      return range;
    }

    words(start, end) {
      const from = this.index(start), to = this.index(end);
      return this.letters.slice(from, to).map((one) => one.letter).join("");
    }

    // [start, end) of what is selected, without blanks around it; null where nothing of the text is.
    selected(selection) {
      if (selection.rangeCount === 0 || selection.isCollapsed) return null;
      const chosen = selection.getRangeAt(0);
      let from = -1, to = -1;
      this.letters.forEach((one, index) => {
        const inside = chosen.comparePoint(one.node, one.offset) === 0
          && chosen.comparePoint(one.node, one.offset + one.letter.length) === 0;
        if (inside) { if (from < 0) from = index; to = index; }
      });
      while (from >= 0 && from < to && /\s/u.test(this.letters[from].letter)) from += 1;
      while (to > from && /\s/u.test(this.letters[to].letter)) to -= 1;
      return from < 0 || /\s/u.test(this.letters[from].letter) ? null : [this.letters[from].at, this.letters[to].at + 1];
    }

    // The begin or the end of a place moved by a word.
    moved([start, end], which, by) {
      const step = (index, direction, edge) => {
        let n = index;
        const word = (k) => k >= 0 && k < this.letters.length && WORD.test(this.letters[k].letter);
        do n += direction; while (n > 0 && n < this.letters.length && !edge(word, n));
        return Math.min(Math.max(n, 0), this.letters.length);
      };
      const begins = (word, n) => word(n) && !word(n - 1), ends = (word, n) => !word(n) && word(n - 1);
      const at = (n) => (n < this.letters.length ? this.letters[n].at : this.letters.at(-1).at + 1);
      const moved = which === "start"
        ? [at(step(this.index(start), by, begins)), end]
        : [start, this.letters[step(this.index(end), by, ends) - 1]?.at + 1];
      return moved[0] < moved[1] ? moved : [start, end];
    }
  }

  window.desk = Object.assign(window.desk ?? {}, { Places });
})();
