using System.Collections.Concurrent;
using System.IO.Compression;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace NotionSync.Http;

/// <summary>
/// The built files of the admin panel, which lie in <c>panel/</c> beside the app. What is asked for is looked up in the
/// list of those files, never on disk, so that no path leads anywhere else.
/// </summary>
public sealed class PanelFiles
{
    /// <summary>No script but the app's own files, nothing from elsewhere but images (Notion's icons), no frame but of this host.</summary>
    public const string ContentSecurityPolicy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' https: data:; connect-src 'self'; frame-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

    private const string Panel = "index.html";
    private const string Visitors = "trust.html";

    // The panel's own addresses: whoever opens or reloads one gets the panel, which shows the right view.
    private static readonly HashSet<string> Views = new(StringComparer.Ordinal) { "", "import", "documents", "runs", "contacts", "audit", "settings" };

    private static readonly Dictionary<string, string> Types = new(StringComparer.OrdinalIgnoreCase)
    {
        [".html"] = "text/html; charset=utf-8",
        [".js"] = "text/javascript; charset=utf-8",
        [".css"] = "text/css; charset=utf-8",
        [".svg"] = "image/svg+xml",
    };

    private readonly Dictionary<string, string> _files;
    private readonly ConcurrentDictionary<string, Lazy<PanelFile>> _loaded = new(StringComparer.Ordinal);

    public PanelFiles()
        : this(Path.Combine(AppContext.BaseDirectory, "panel"))
    {
    }

    internal PanelFiles(string folder)
        => _files = Directory.Exists(folder)
            ? Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
                .Where(file => Types.ContainsKey(Path.GetExtension(file)))
                .ToDictionary(file => Path.GetRelativePath(folder, file).Replace('\\', '/'), StringComparer.Ordinal)
            : [];

    /// <exception cref="ProblemException"><c>not_found</c>; <c>panel_not_built</c>: this build of the app holds no panel.</exception>
    public IResult Answer(HttpRequest request, string path)
    {
        var name = NameOf(path) ?? throw ProblemException.NotFound();

        if (!_files.TryGetValue(name, out var file))
        {
            throw name is Panel or Visitors
                ? new ProblemException(ProblemKind.NotFound, "panel_not_built", "This build holds no admin panel. Run eng/setup, or npm run build in NotionSync.AdminPanel, then build again.")
                : ProblemException.NotFound();
        }

        var content = _loaded.GetOrAdd(name, _ => new(() => PanelFile.Read(file))).Value;
        var headers = request.HttpContext.Response.Headers;

        headers.ContentSecurityPolicy = ContentSecurityPolicy;
        headers["Referrer-Policy"] = "same-origin";
        headers.XContentTypeOptions = "nosniff";
        headers.Vary = HeaderNames.AcceptEncoding;

        // Vite names files by their content; a page names the files of its build, so it is asked for each time.
        headers.CacheControl = name.StartsWith("assets/", StringComparison.Ordinal) ? "public, max-age=31536000, immutable" : "no-cache";

        var brotli = AcceptsBrotli(request.Headers.AcceptEncoding);

        if (brotli)
        {
            headers.ContentEncoding = "br";
        }

        return Results.Bytes(
            brotli ? content.Brotli : content.Plain,
            Types[Path.GetExtension(name)],
            entityTag: new EntityTagHeaderValue($"\"{content.Hash}{(brotli ? "-br" : string.Empty)}\""));
    }

    private string? NameOf(string path)
        => _files.ContainsKey(path) ? path
            : path.Split('/')[0] switch
            {
                "trust" => Visitors,
                var first when Views.Contains(first) => Panel,
                _ => null,
            };

    private static bool AcceptsBrotli(StringValues accepted)
        => StringWithQualityHeaderValue.TryParseList(accepted, out var values)
            && values.Any(value => value.Value.Equals("br", StringComparison.OrdinalIgnoreCase) && value.Quality is null or > 0);

    /// <summary>Read and compressed once: all files together are a few hundred kilobytes.</summary>
    private sealed record PanelFile(byte[] Plain, byte[] Brotli, string Hash)
    {
        public static PanelFile Read(string file)
        {
            var plain = File.ReadAllBytes(file);
            using var brotli = new MemoryStream();

            using (var compressor = new BrotliStream(brotli, CompressionLevel.SmallestSize))
            {
                compressor.Write(plain);
            }

            return new(plain, brotli.ToArray(), Convert.ToHexStringLower(SHA256.HashData(plain).AsSpan(0, 12)));
        }
    }
}
