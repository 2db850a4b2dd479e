using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace NotionSync.Tests.Files;

/// <summary>A real server on a free port of this machine, with one handler for every path. Remembers what it was asked.</summary>
internal sealed class FileServer : IAsyncDisposable
{
    private readonly WebApplication _app;

    private FileServer(WebApplication app) => _app = app;

    public Uri Url => new(_app.Urls.First());

    /// <summary>Path and headers of each request, in the order they came.</summary>
    public ConcurrentQueue<(string Path, IReadOnlyDictionary<string, string> Headers)> Requests { get; } = [];

    public static async Task<FileServer> StartAsync(Func<HttpContext, int, Task> answer)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();

        var app = builder.Build();
        var server = new FileServer(app);

        app.Run(context =>
        {
            server.Requests.Enqueue((context.Request.Path, context.Request.Headers.ToDictionary(header => header.Key, header => header.Value.ToString())));
            return answer(context, server.Requests.Count);
        });

        await app.StartAsync();
        return server;
    }

    public string At(string path) => new Uri(Url, path).AbsoluteUri;

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();
}
