using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace NotionSync.Http;

/// <summary>
/// Whether the principal header of a request may be believed: the platform has authentication switched on, and so
/// removes what a caller sends under that name, or the local host vouches for requests from this machine.
/// </summary>
public sealed partial class PrincipalTrust(IConfiguration configuration, IOptions<AuthOptions> options, ILogger<PrincipalTrust> logger)
    : IHostedService
{
    /// <summary>Set to <c>True</c> by App Service on every app that has its authentication switched on.</summary>
    private const string PlatformSetting = "WEBSITE_AUTH_ENABLED";

    private readonly bool _platformAuthenticates =
        string.Equals(configuration[PlatformSetting], bool.TrueString, StringComparison.OrdinalIgnoreCase);

    public bool Covers(HttpRequest request) => _platformAuthenticates || IsLocal(request);

    /// <summary>
    /// The development admin is for programs on this machine. A web page elsewhere may make a browser on this machine
    /// send requests here; such a request names another origin, or (DNS rebinding) another host.
    /// </summary>
    public bool AllowsDevelopmentAdmin(HttpRequest request)
        => !_platformAuthenticates
            && IsLocal(request)
            && IsLoopbackName(request.Host.Host)
            && (!request.Headers.TryGetValue("Origin", out var origin)
                || (Uri.TryCreate(origin, UriKind.Absolute, out var page) && IsLoopbackName(page.Host)));

    public Task StartAsync(CancellationToken cancellationToken)
    {
        if (!_platformAuthenticates && !options.Value.TrustPrincipalHeader)
        {
            Log.NobodyIsTrusted(logger, PlatformSetting);
        }

        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private static bool IsLoopbackName(string host)
        => host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
            || (IPAddress.TryParse(host, out var address) && IPAddress.IsLoopback(address));

    private bool IsLocal(HttpRequest request)
        => options.Value.TrustPrincipalHeader
            && request.HttpContext.Connection.RemoteIpAddress is { } address
            && IPAddress.IsLoopback(address);

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning,
            "App Service Authentication is off ({Setting} is not True): every route that needs a principal answers 401.")]
        public static partial void NobodyIsTrusted(ILogger logger, string setting);
    }
}
