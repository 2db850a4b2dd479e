import temml from "temml";
import stylesheet from "temml/dist/Temml-Local.css?raw";

// Its one font would have to be fetched, which the documents' policy forbids. Fonts for mathematics are the reader's:
// of Windows, macOS, and what Linux distributions bring along.
const styles = `${stylesheet.replace(/@font-face\s*\{[^}]*\}/, "")}
math { font-family: "Cambria Math", "STIX Two Math", "Latin Modern Math", "DejaVu Math TeX Gyre", "Noto Sans Math", math; }`;

// What it would do with a style attribute, which the policy forbids too.
const macros = { "\\pmb": "\\boldsymbol{#1}" };
const marks = /^(?:\$\$?|\\\[)(.*?)(?:\$\$?|\\\])$/s;

/** Puts MathML in place of TeX, in slices short enough to scroll meanwhile. */
export async function typeset(document: Document, equations: Iterable<HTMLElement>): Promise<void> {
  const view = document.defaultView;

  if (!view) {
    return; // The frame shows something else by now.
  }

  const sheet = new view.CSSStyleSheet();
  sheet.replaceSync(styles);
  document.adoptedStyleSheets = [sheet];
  let started = performance.now();

  for (const equation of equations) {
    const tex = marks.exec(equation.textContent.trim())?.[1];
    const math = tex === undefined ? null : mathOf(tex, equation.localName === "div");

    if (math) {
      equation.replaceChildren(...math);
    }

    if (performance.now() - started > 30) {
      await new Promise((after) => setTimeout(after));
      started = performance.now();
    }
  }
}

/** Null for what is no TeX. Untrusted: no links, images, classes or styles by TeX, and no endless macros. */
function mathOf(tex: string, displayMode: boolean): Iterable<Node> | null {
  const place = document.createElement("span");

  try {
    temml.render(tex, place, { displayMode, wrap: "tex", throwOnError: true, trust: false, maxSize: [50, 500], maxExpand: 1_000, macros: { ...macros } });
    return place.childNodes;
  } catch {
    return null;
  }
}
