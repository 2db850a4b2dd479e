using System.Text;

namespace NotionSync.Markdown.Inlines;

/// <summary>
/// Recognises URLs that carry their own permission for a time: those of Notion's file store, and of the clouds
/// behind it. They differ at each fetch and are dead within the hour, so none may stand in a stored document.
/// </summary>
internal static class SignedUrl
{
    private static readonly byte[][] Marks =
        [.. new[] { "X-Amz-Signature=", "X-Amz-Credential=", "X-Goog-Signature=", "AWSAccessKeyId=", "expirationTimestamp=" }.Select(Encoding.ASCII.GetBytes)];

    public static bool IsSigned(ReadOnlySpan<byte> url)
    {
        var query = url.IndexOf((byte)'?');

        if (query < 0)
        {
            return false;
        }

        foreach (var mark in Marks)
        {
            if (url[query..].IndexOf(mark) >= 0)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The URL as far as it stays the same: without its query, where that is a signature.</summary>
    public static ReadOnlySpan<byte> WithoutSignature(ReadOnlySpan<byte> url)
        => IsSigned(url) ? url[..url.IndexOf((byte)'?')] : url;

    public static string WithoutSignature(string url) => IsSigned(Encoding.UTF8.GetBytes(url)) ? url.Split('?', 2)[0] : url;
}
