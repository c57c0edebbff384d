namespace CimGen.Microcode.Model;

/// <summary>The instructions, by the number in bits 63:59. 0 is no instruction, so that empty memory stops a core with a fault.</summary>
public enum Opcode
{
    Illegal = 0,
    End = 1,
    Add = 2,
    Step = 3,
    Loop = 4,
    Wait = 5,
    Call = 6,
    Load = 7,
    Store = 8,
    Mvm = 9,
    VAdd = 10,
    VMax = 11,
    VMac = 12,
    VSet = 13,
    VRq = 14,
    MLoad = 15,
    VMul = 16,
    VLut = 17,
    VDot = 18,
}
