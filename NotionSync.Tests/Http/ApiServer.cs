using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using NotionSync.Http;

namespace NotionSync.Tests.Http;

/// <summary>A real server on a free port whose routes pass through <see cref="ApiEndpoint"/>.</summary>
internal sealed class ApiServer : IAsyncDisposable
{
    private readonly WebApplication _app;

    private ApiServer(WebApplication app, LogRecorder log)
    {
        (_app, Log) = (app, log);
        Client = new() { BaseAddress = new(app.Urls.First()) };
    }

    public HttpClient Client { get; }

    public LogRecorder Log { get; }

    public static async Task<ApiServer> StartAsync(
        Action<WebApplication, ApiEndpoint> map, Action<AuthOptions>? auth = null, params (string Key, string Value)[] settings)
    {
        var builder = WebApplication.CreateSlimBuilder();
        var log = new LogRecorder();

        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders().AddProvider(log);
        builder.Configuration.AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create(setting.Key, (string?)setting.Value)));
        builder.Services.AddApiEndpoint();
        builder.Services.Configure<AuthOptions>(options => auth?.Invoke(options));

        var app = builder.Build();
        map(app, app.Services.GetRequiredService<ApiEndpoint>());
        await app.StartAsync();

        return new(app, log);
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.DisposeAsync();
    }
}

/// <summary>Keeps every log line of a server, with its level and its exception.</summary>
internal sealed class LogRecorder : ILoggerProvider, ILogger
{
    private readonly List<(LogLevel Level, string Text, Exception? Exception)> _lines = [];

    public IReadOnlyList<(LogLevel Level, string Text, Exception? Exception)> Lines
    {
        get
        {
            lock (_lines)
            {
                return [.. _lines];
            }
        }
    }

    public ILogger CreateLogger(string categoryName) => categoryName.StartsWith("NotionSync", StringComparison.Ordinal)
        ? this
        : Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        lock (_lines)
        {
            _lines.Add((logLevel, formatter(state, exception), exception));
        }
    }

    public void Dispose()
    {
    }
}
