using System.Text.RegularExpressions;

namespace NotionSync.Notion;

/// <summary>
/// Refuses whatever could change something in Notion: only GET, <c>POST v1/search</c> and
/// <c>POST v1/data_sources/{id}/query</c> pass, directly or behind the one path of the broker's proxy. It stands directly
/// before the network, so that no caller can go around it.
/// </summary>
/// <param name="proxyPath">Where the broker's proxy lies, for example <c>/proxy</c>.</param>
public sealed partial class ReadOnlyGuardHandler(string proxyPath = ReadOnlyGuardHandler.DefaultProxyPath) : DelegatingHandler
{
    private const string DefaultProxyPath = "/proxy";

    private static readonly string[] OverridingHeaders = ["X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override"];

    protected override HttpResponseMessage Send(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        Check(request);
        return base.Send(request, cancellationToken);
    }

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        Check(request);
        return base.SendAsync(request, cancellationToken);
    }

    internal static bool Allows(HttpRequestMessage request, string proxyPath = DefaultProxyPath)
    {
        if (request.RequestUri is not { IsAbsoluteUri: true } url || OverridingHeaders.Any(request.Headers.Contains))
        {
            return false;
        }

        if (request.Method == HttpMethod.Get)
        {
            return true;
        }

        // The path as it travels. A read has one plain spelling; encoded, doubled or dotted ones match nothing.
        var path = url.AbsolutePath;

        if (path.StartsWith(proxyPath + "/", StringComparison.Ordinal))
        {
            path = path[proxyPath.Length..];
        }

        return request.Method == HttpMethod.Post && IsReadingPost(path);
    }

    /// <param name="path">From its first slash on, without the query.</param>
    internal static bool IsReadingPost(string path) => ReadingPost().IsMatch(path);

    private void Check(HttpRequestMessage request)
    {
        if (!Allows(request, proxyPath))
        {
            throw new InvalidOperationException($"Refused {request.Method} {request.RequestUri?.AbsolutePath}: NotionSync only reads from Notion.");
        }
    }

    [GeneratedRegex(@"\A/v1/(search|data_sources/[0-9a-fA-F]{8}-?([0-9a-fA-F]{4}-?){3}[0-9a-fA-F]{12}/query)\z", RegexOptions.CultureInvariant)]
    private static partial Regex ReadingPost();
}
