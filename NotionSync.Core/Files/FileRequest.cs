namespace NotionSync.Files;

/// <summary>A file that a block names.</summary>
/// <param name="Url">As it stands in the block: signed by Notion for an hour, or of any server in the world.</param>
/// <param name="Name">The block's own name of the file; only <c>file</c> blocks have one.</param>
/// <param name="BlockType"><c>file</c>, <c>pdf</c>, <c>image</c>, <c>video</c> or <c>audio</c>. Only a <c>file</c> may be a web page.</param>
public sealed record FileRequest(string Url, string? Name, string BlockType)
{
    // The URL's query may be a signature, which is as good as the file.
    public override string ToString() => $"{BlockType} {Name}";
}
