// Charts for a paper: Plotly saves all as SVG, and the name says what becomes of it: "NAME, 85 mm wide, as pdf.svg".
// The drawing gets the page's font within it; PNG and PDF are drawn from it by the browser, the PDF without loss.
(() => {
  const DPI = 600;
  const ON_SCREEN = 3; // pixels of a file for one of the page, where no width is asked for
  const MM_IN_INCH = 25.4, PX_IN_INCH = 96;
  const WANTED = /^(crosscheck-.+?)(?:, (\d+) mm wide)?(?:, as (svg|png|pdf))?(?:\.svg)?$/;
  const drawings = new Map();
  const makeUrl = URL.createObjectURL;
  URL.createObjectURL = (object) => {
    const url = makeUrl.call(URL, object);
    if (object instanceof Blob && object.type.startsWith("image/svg")) {
      drawings.clear(); // Plotly saves one chart at a time
      drawings.set(url, object);
    }
    return url;
  };

  // a chart that the page itself draws stands as a picture below the buttons that save it
  document.addEventListener("click", (event) => {
    const button = event.target.closest?.("button[data-save]");
    if (!button) return;
    const [, name, width, kind] = WANTED.exec(button.dataset.save);
    const [, text] = button.closest("div").querySelector("img").src.split("data:image/svg+xml,");
    const drawing = new Blob([decodeURIComponent(text)], { type: "image/svg+xml" });
    inKind(drawing, Number(width), kind).then((blob) => save(blob, `${name}.${kind}`));
  });

  document.addEventListener(
    "click",
    (event) => {
      const anchor = event.target.closest?.("a[download]");
      const wanted = anchor && WANTED.exec(anchor.download);
      const drawing = wanted && drawings.get(anchor.href);
      if (!drawing) return;
      event.preventDefault();
      const [, name, width, kind = "svg"] = wanted;
      inKind(drawing, width && Number(width), kind).then((blob) => save(blob, `${name}.${kind}`));
    },
    true,
  );

  function save(blob, name) {
    const anchor = document.createElement("a");
    const url = makeUrl.call(URL, blob);
    anchor.href = url;
    anchor.download = name;
    anchor.click(); // not in the page, where a click would close the list that it was asked for in
    setTimeout(() => URL.revokeObjectURL(url), 60_000);
  }

  async function inKind(drawing, widthMm, kind) {
    const svg = new DOMParser().parseFromString(await drawing.text(), "image/svg+xml").documentElement;
    const [width, height] = ["width", "height"].map((side) => parseFloat(svg.getAttribute(side)));
    const wideMm = widthMm ?? (width / PX_IN_INCH) * MM_IN_INCH;
    const highMm = (wideMm * height) / width;
    if (!svg.hasAttribute("viewBox")) svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
    svg.setAttribute("preserveAspectRatio", "none"); // whole pixels are a little off the drawing's own shape
    if (widthMm) {
      svg.setAttribute("width", `${widthMm}mm`);
      svg.setAttribute("height", `${highMm.toFixed(3)}mm`);
    }
    const style = document.createElementNS(svg.namespaceURI, "style");
    style.textContent = await fontRule();
    svg.prepend(style);
    const text = new XMLSerializer().serializeToString(svg);
    const sized = new Blob([text], { type: "image/svg+xml;charset=utf-8" });
    if (kind === "svg") return sized;
    const scale = widthMm ? ((widthMm / MM_IN_INCH) * DPI) / width : ON_SCREEN;
    const canvas = await pixels(sized, Math.round(width * scale), Math.round(height * scale));
    if (kind === "png") return new Promise((done) => canvas.toBlob(done, "image/png"));
    return pdf(canvas, wideMm, highMm);
  }

  // the page's own rule for the font that charts are set in, with the font itself
  async function fontRule() {
    const rules = [...document.styleSheets].flatMap((sheet) => [...sheet.cssRules].map((rule) => [rule, sheet.href]));
    const [rule, sheet] = rules.find(
      ([one]) => one instanceof CSSFontFaceRule && /Source Sans/.test(one.style.fontFamily) && one.style.fontStyle === "normal",
    );
    const [, address] = /url\("([^"]+)"\)/.exec(rule.style.src);
    const font = await (await fetch(new URL(address, sheet ?? document.baseURI))).blob();
    const data = await new Promise((done) => {
      const reader = new FileReader();
      reader.onload = () => done(reader.result);
      reader.readAsDataURL(font);
    });
    return rule.cssText.replace(address, data);
  }

  async function pixels(sized, width, height) {
    const picture = new Image();
    const url = makeUrl.call(URL, sized);
    picture.src = url;
    await picture.decode();
    const canvas = Object.assign(document.createElement("canvas"), { width, height });
    canvas.getContext("2d").drawImage(picture, 0, 0, width, height);
    URL.revokeObjectURL(url);
    return canvas;
  }

  // a page of one image (ISO 32000-1, 8.9): colours, and where the ground is transparent a mask
  async function pdf(canvas, widthMm, heightMm) {
    const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
    const colours = new Uint8Array((data.length / 4) * 3);
    const cover = new Uint8Array(data.length / 4);
    for (let pixel = 0; pixel < cover.length; pixel += 1) {
      colours.set(data.subarray(4 * pixel, 4 * pixel + 3), 3 * pixel);
      cover[pixel] = data[4 * pixel + 3];
    }
    const size = [widthMm, heightMm].map((side) => ((side / MM_IN_INCH) * 72).toFixed(3)).join(" ");
    const image = (space, mask) =>
      `/Type /XObject /Subtype /Image /Width ${canvas.width} /Height ${canvas.height} /ColorSpace /${space} ` +
      `/BitsPerComponent 8 /Filter /FlateDecode${mask}`;
    const drawn = new TextEncoder().encode(`q ${size.replace(" ", " 0 0 ")} 0 0 cm /Chart Do Q`);
    return document_of([
      ["/Type /Catalog /Pages 2 0 R"],
      ["/Type /Pages /Kids [3 0 R] /Count 1"],
      [`/Type /Page /Parent 2 0 R /MediaBox [0 0 ${size}] /Contents 4 0 R /Resources << /XObject << /Chart 5 0 R >> >>`],
      ["", drawn],
      [image("DeviceRGB", " /SMask 6 0 R"), await deflated(colours)],
      [image("DeviceGray", ""), await deflated(cover)],
    ]);
  }

  async function deflated(bytes) {
    const stream = new Blob([bytes]).stream().pipeThrough(new CompressionStream("deflate"));
    return new Uint8Array(await new Response(stream).arrayBuffer());
  }

  function document_of(objects) {
    const parts = ["%PDF-1.4\n"];
    const starts = [];
    let length = parts[0].length;
    const add = (part) => {
      parts.push(part);
      length += part.length;
    };
    objects.forEach(([dictionary, content], index) => {
      starts.push(length);
      const size = content ? ` /Length ${content.length}` : "";
      add(`${index + 1} 0 obj\n<< ${dictionary}${size} >>\n`);
      if (content) {
        add("stream\n");
        add(content);
        add("\nendstream\n");
      }
      add("endobj\n");
    });
    const table = length;
    const entries = starts.map((start) => `${String(start).padStart(10, "0")} 00000 n \n`).join("");
    add(`xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${entries}`);
    add(`trailer\n<< /Size ${objects.length + 1} /Root 1 0 R >>\nstartxref\n${table}\n%%EOF\n`);
    return new Blob(parts, { type: "application/pdf" });
  }
})();
