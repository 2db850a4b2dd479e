using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace NotionSync.Tests.Notion;

/// <summary>A server that answers one request after the other as a test wrote it down, however odd; the last answer is repeated.</summary>
internal sealed class OddNotion : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentQueue<RequestDelegate> _answers;
    private readonly ConcurrentQueue<OddRequest> _requests = new();

    private OddNotion(WebApplication app, RequestDelegate[] answers)
    {
        _app = app;
        _answers = new(answers);
    }

    public Uri Address { get; private set; } = new("http://127.0.0.1");

    public IReadOnlyList<OddRequest> Requests => [.. _requests];

    public static async Task<OddNotion> StartAsync(params RequestDelegate[] answers)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");

        var app = builder.Build();
        var notion = new OddNotion(app, answers);
        app.Run(notion.AnswerAsync);
        await app.StartAsync();
        notion.Address = new(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
        return notion;
    }

    public static RequestDelegate Json(int status, string json, params (string Name, string Value)[] headers)
        => Text(status, "application/json", json, headers);

    public static RequestDelegate Html(int status) => Text(status, "text/html", "<html><body>Just a moment...</body></html>");

    public static RequestDelegate Error(int status, string code, string message = "No.", params (string Name, string Value)[] headers)
        => Json(status, $$"""{"object":"error","status":{{status}},"code":"{{code}}","message":"{{message}}","request_id":"r-1"}""", headers);

    /// <summary>Promises more bytes than it sends.</summary>
    public static RequestDelegate CutOff(string body)
        => async context =>
        {
            context.Response.ContentLength = body.Length + 100;
            await context.Response.WriteAsync(body);
            await context.Response.Body.FlushAsync();
            context.Abort();
        };

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    private static RequestDelegate Text(int status, string contentType, string text, params (string Name, string Value)[] headers)
        => async context =>
        {
            context.Response.StatusCode = status;
            context.Response.ContentType = contentType;

            foreach (var (name, value) in headers)
            {
                context.Response.Headers[name] = value;
            }

            await context.Response.WriteAsync(text);
        };

    private async Task AnswerAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body);

        _requests.Enqueue(new(
            context.Request.Method,
            context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget,
            await reader.ReadToEndAsync(),
            context.Request.Headers.ToDictionary(header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase)));

        if (_answers.Count > 1 ? _answers.TryDequeue(out var answer) : _answers.TryPeek(out answer))
        {
            await answer(context);
        }
    }
}

/// <summary>What the server was asked.</summary>
internal sealed record OddRequest(string Method, string Path, string Body, IReadOnlyDictionary<string, string> Headers);
