namespace NotionSync.Importing;

/// <summary>Says in a sentence what the codes of failed pages mean.</summary>
public static class FailureCodes
{
    public static string Describe(string code)
        => code switch
        {
            "not_shared" => "Notion knows no such page, or it is not shared with the connection.",
            "in_trash" => "It lies in Notion's trash.",
            "refused_by_notion" => "Notion refused to give it.",
            "no_file" => "A file was asked for, and the page has none.",
            "notion_unavailable" => "Notion did not answer properly in several tries; the next sync tries again.",
            "internal_error" => "Something unexpected went wrong in several tries; the next sync tries again.",
            "given_up" => "It could not be imported in several tries; the next sync tries again.",
            _ => "It could not be imported.",
        };
}
