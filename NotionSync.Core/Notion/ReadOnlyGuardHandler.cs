using System.Text.RegularExpressions;

namespace NotionSync.Notion;

/// <summary>
/// Refuses whatever could change something in Notion: only GET, <c>POST v1/search</c> and
/// <c>POST v1/data_sources/{id}/query</c> pass, directly or behind a broker's <c>proxy/</c>. It stands directly before
/// the network, so that no caller can go around it.
/// </summary>
public sealed partial class ReadOnlyGuardHandler : DelegatingHandler
{
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

    internal static bool Allows(HttpRequestMessage request)
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
        return request.Method == HttpMethod.Post && ReadingPost().IsMatch(url.AbsolutePath);
    }

    private static void Check(HttpRequestMessage request)
    {
        if (!Allows(request))
        {
            throw new InvalidOperationException($"Refused {request.Method} {request.RequestUri?.AbsolutePath}: NotionSync only reads from Notion.");
        }
    }

    [GeneratedRegex(@"\A(/proxy)?/v1/(search|data_sources/[0-9a-fA-F]{8}-?([0-9a-fA-F]{4}-?){3}[0-9a-fA-F]{12}/query)\z", RegexOptions.CultureInvariant)]
    private static partial Regex ReadingPost();
}
