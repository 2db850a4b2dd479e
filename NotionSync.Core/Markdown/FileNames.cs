namespace NotionSync.Markdown;

/// <summary>Names of files as their URLs say them.</summary>
internal static class FileNames
{
    /// <summary>The last part of the URL's path, decoded; empty where there is none.</summary>
    public static string FromUrl(string url)
    {
        var path = url.AsSpan();
        var end = path.IndexOfAny('?', '#');
        path = end < 0 ? path : path[..end];
        var origin = path.IndexOf("://");

        if (origin >= 0)
        {
            path = path[(origin + "://".Length)..];
            var root = path.IndexOf('/');
            path = root < 0 ? default : path[root..];
        }

        path = path.TrimEnd('/');
        var name = Uri.UnescapeDataString(path[(path.LastIndexOf('/') + 1)..]);
        return string.Concat(name.Where(c => !char.IsControl(c))).Trim();
    }
}
