import { defineConfig } from "vite";

// Two pages: the admin panel, and the visitor's page, which loads nothing of the panel.
export default defineConfig({
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
  build: {
    target: "es2022",
    assetsInlineLimit: 0, // The content security policy allows no data: URLs.
    modulePreload: { polyfill: false },
    rolldownOptions: {
      input: ["index.html", "trust.html"],

      // What nearly every view needs comes in one file, not in one of some hundred bytes for each part.
      output: { codeSplitting: { groups: [{ name: "parts", test: /src[\\/](?:parts|texts)|node_modules[\\/](?:preact|preact-iso|openapi-fetch)[\\/]/, minShareCount: 2 }] } },
    },
  },
  server: { proxy: { "/api": "http://127.0.0.1:7071" } },
});
