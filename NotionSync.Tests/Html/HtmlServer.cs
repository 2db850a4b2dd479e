using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using NotionSync.Html;

namespace NotionSync.Tests.Html;

/// <summary>A server with pages to show, and another one, on another host name, that ought to hear nothing of them.</summary>
internal sealed class HtmlServer : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, (string Html, bool WithPolicy)> _pages = new();
    private readonly ConcurrentQueue<string> _leaks = new();
    private readonly WebApplication _own;
    private readonly WebApplication _other;

    private HtmlServer()
    {
        _own = Build();
        _other = Build();
        _own.MapGet("/{page}/html", Show);
        _own.MapGet("/{page}/attachments/{name}", () => Results.Bytes(Pixel, "image/gif"));
        _other.MapFallback(request =>
        {
            _leaks.Enqueue(request.Request.Path);
            return Task.CompletedTask;
        });
    }

    /// <summary>Where pages are shown, with a slash at the end.</summary>
    public string Address => _own.Urls.First() + "/";

    /// <summary>Host and port of the server that ought to hear nothing.</summary>
    public string Other => $"localhost:{new Uri(_other.Urls.First()).Port}";

    public IReadOnlyCollection<string> Leaks => _leaks;

    private static byte[] Pixel { get; } = Convert.FromBase64String("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7");

    public static async Task<HtmlServer> StartAsync()
    {
        var server = new HtmlServer();
        await server._own.StartAsync();
        await server._other.StartAsync();
        return server;
    }

    /// <summary>Keeps a page and says where it is.</summary>
    public string Add(string html, bool withPolicy)
    {
        var name = $"p{_pages.Count}";
        _pages[name] = (html, withPolicy);
        return $"{Address}{name}/html";
    }

    public async ValueTask DisposeAsync()
    {
        await _own.DisposeAsync();
        await _other.DisposeAsync();
    }

    private static WebApplication Build()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        return builder.Build();
    }

    private IResult Show(string page, HttpResponse response)
    {
        var (html, withPolicy) = _pages[page];

        if (withPolicy)
        {
            response.Headers.ContentSecurityPolicy = HtmlRenderer.ContentSecurityPolicy;
        }

        return Results.Text(html, "text/html; charset=utf-8");
    }
}
