using Microsoft.Extensions.Options;

namespace NotionSync.Connections.OAuth;

/// <summary>The allow-list of where a browser is sent after connecting. What is not on it is never redirected to.</summary>
public sealed class ReturnUrls(IOptions<NotionOAuthOptions> options)
{
    private const int MaxLength = 2000;

    private readonly IReadOnlyList<Uri> _allowed = [.. Parse(options.Value.AllowedReturnUrls).OfType<Uri>()];

    /// <returns>The address to return to; null where none is asked for and none is configured.</returns>
    /// <exception cref="ProblemException"><c>return_url_not_allowed</c>.</exception>
    public Uri? Choose(string? asked)
    {
        if (string.IsNullOrEmpty(asked))
        {
            return _allowed.Count > 0 ? _allowed[0] : null;
        }

        return asked.Length <= MaxLength && IsPlain(asked) && Uri.TryCreate(asked, UriKind.Absolute, out var url) && _allowed.Any(allowed => Covers(allowed, url))
            ? url
            : throw new ProblemException(ProblemKind.Invalid, "return_url_not_allowed", "The return URL is not one that this deployment allows.");
    }

    internal static IEnumerable<Uri?> Parse(string? list)
        => (list ?? string.Empty).Split([' ', ',', '\n', '\t'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Select(text => Uri.TryCreate(text, UriKind.Absolute, out var url) ? url : null);

    // Browsers read backslashes, control characters and white space in their own ways: no address needs them.
    private static bool IsPlain(string text) => text.All(character => character is > ' ' and <= '~' and not '\\');

    // Compared after parsing, on what the browser will connect to. Dots and their encodings were resolved by the parser.
    private static bool Covers(Uri allowed, Uri url)
        => url.UserInfo.Length == 0
            && url.Fragment.Length == 0
            && string.Equals(url.Scheme, allowed.Scheme, StringComparison.Ordinal)
            && string.Equals(url.IdnHost, allowed.IdnHost, StringComparison.OrdinalIgnoreCase)
            && url.Port == allowed.Port
            && IsUnder(allowed.AbsolutePath, url.AbsolutePath);

    private static bool IsUnder(string folder, string path)
        => path == folder || path.StartsWith(folder.EndsWith('/') ? folder : folder + "/", StringComparison.Ordinal);
}
