import { defineConfig } from "vite";

// Two pages: the admin panel, and the visitor's page, which loads nothing of the panel.
export default defineConfig({
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
  build: {
    target: "es2022",
    assetsInlineLimit: 0, // The content security policy allows no data: URLs.
    modulePreload: { polyfill: false },
    rollupOptions: { input: ["index.html", "trust.html"] },
  },
  server: { proxy: { "/api": "http://127.0.0.1:7071" } },
});
