using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace NotionSync.Tests.Emulator;

/// <summary>Somebody to whom webhooks are sent: keeps them, and answers as it is told.</summary>
internal sealed class WebhookReceiver : IAsyncDisposable
{
    private readonly WebApplication _app;

    private WebhookReceiver(WebApplication app) => _app = app;

    public Uri Address => new(new Uri(_app.Urls.First()), "/hook");

    public ConcurrentQueue<Request> Received { get; } = new();

    /// <summary>What is answered: the number of the request, from 1, to its status. 0: the connection is broken.</summary>
    public Func<int, int> Answer { get; set; } = _ => StatusCodes.Status200OK;

    public static async Task<WebhookReceiver> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var receiver = new WebhookReceiver(builder.Build());
        receiver._app.Run(receiver.TakeAsync);
        await receiver._app.StartAsync();
        return receiver;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task TakeAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);
        int status;

        lock (Received)
        {
            Received.Enqueue(new(context.Request.Path, context.Request.Headers.ToDictionary(header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase), body.ToArray()));
            status = Answer(Received.Count);
        }

        if (status == 0)
        {
            context.Abort();
            return;
        }

        context.Response.StatusCode = status;

        if (status is >= 300 and < 400)
        {
            context.Response.Headers.Location = "/elsewhere";
        }
    }

    internal sealed record Request(string Path, IReadOnlyDictionary<string, string> Headers, byte[] Body);
}
