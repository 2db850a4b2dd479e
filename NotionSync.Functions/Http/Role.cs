namespace NotionSync.Http;

/// <summary>What a caller may do. Each of the first three includes those before it.</summary>
public enum Role
{
    Reader,
    ContentManager,
    Admin,

    /// <summary>The product's own back end: may do everything, in any tenant.</summary>
    Service,

    /// <summary>May use actions that write to Notion, beside what another role gives. No other role includes it, and it includes none.</summary>
    Integrator,
}
