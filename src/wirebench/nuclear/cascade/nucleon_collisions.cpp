#include "wirebench/nuclear/cascade/collision_tables.hpp"

// Values: the measured cross sections, interpolated and completed by isospin, of the Bertini cascade of Geant4 11.4
// (G4CascadeData; D. Wright and M. Kelsey, Nucl. Instrum. Methods A804 (2015) 175), rounded to three digits. Channels
// that never reach 0.1 % of the sum are left out.

namespace wirebench::nuclear::cascade {
namespace {

using enum Hadron;

constexpr std::array<float, 27> k_proton_proton_total{
    17613.F, 863.0F, 675.0F, 495.0F, 376.0F, 285.0F, 206.0F, 136.0F, 93.7F, 69.1F, 56.0F, 46.0F, 40.0F, 35.6F,
    33.0F, 34.9F, 44.5F, 46.9F, 44.9F, 46.0F, 44.0F, 41.8F, 41.2F, 40.6F, 40.2F, 40.0F, 39.3F,};
constexpr std::array<float, 417> k_proton_proton_partial{
    17613.F, 863.0F, 675.0F, 495.0F, 376.0F, 285.0F, 206.0F, 136.0F, 93.7F, 69.1F, 56.0F, 46.0F, 40.0F, 35.6F,
    32.2F, 28.7F, 26.0F, 23.2F, 20.7F, 18.0F, 15.7F, 14.0F, 12.5F, 11.2F, 10.1F, 9.4F, 8.9F, .15F, 1.1F, 3.5F,
    4.3F, 4.03F, 3.9F, 3.6F, 3.1F, 2.8F, 2.3F, 1.8F, 1.5F, 1.25F, .6F, 5.1F, 15.0F, 19.1F, 18.0F, 16.5F, 13.3F,
    10.0F, 7.8F, 5.9F, 4.4F, 3.4F, 2.6F, .03F, .05F, .058F, .055F, .05F, .044F, .04F, .03F, .06F, .07F, .06F,
    .048F, .04F, .034F, .005F, .085F, .6F, 1.9F, 2.8F, 3.0F, 3.0F, 2.8F, 2.5F, 2.1F, 1.9F, .006F, .12F, 1.0F,
    3.5F, 4.2F, 3.9F, 3.5F, 3.1F, 2.8F, 2.4F, 2.2F, .002F, .025F, .24F, .76F, 1.12F, 1.2F, 1.2F, 1.12F, 1.0F,
    .87F, .76F, .002F, .025F, .24F, .76F, 1.12F, 1.2F, 1.2F, 1.12F, 1.0F, .87F, .76F, .01F, .033F, .055F, .06F,
    .055F, .05F, .015F, .05F, .08F, .085F, .08F, .07F, .01F, .04F, .075F, .075F, .07F, .06F, .007F, .1F, .4F,
    1.1F, 1.8F, 2.2F, 2.2F, 2.2F, 2.0F, .01F, .067F, .183F, .3F, .367F, .367F, .367F, .332F, .024F, .26F, .7F,
    1.6F, 2.19F, 2.3F, 2.3F, 2.06F, 1.88F, .024F, .26F, .7F, 1.6F, 2.19F, 2.3F, 2.3F, 2.06F, 1.88F, .003F, .05F,
    .2F, .55F, .9F, 1.2F, 1.2F, 1.1F, 1.0F, .005F, .025F, .048F, .05F, .047F, .005F, .025F, .048F, .05F, .047F,
    .005F, .025F, .048F, .05F, .047F, .008F, .04F, .066F, .074F, .008F, .04F, .066F, .074F, .001F, .01F, .04F,
    .055F, .05F, .001F, .01F, .04F, .055F, .05F, .001F, .01F, .04F, .055F, .05F, .002F, .018F, .13F, .33F,
    .423F, .461F, .461F, .003F, .024F, .173F, .45F, .552F, .614F, .614F, .003F, .022F, .05F, .066F, .073F,
    .073F, .004F, .036F, .23F, .55F, .705F, .833F, .833F, .003F, .024F, .173F, .43F, .552F, .614F, .614F, .001F,
    .012F, .087F, .227F, .275F, .307F, .307F, .002F, .018F, .13F, .34F, .423F, .461F, .461F, .004F, .02F, .04F,
    .046F, .044F, .006F, .045F, .14F, .32F, .53F, .681F, .004F, .03F, .093F, .213F, .352F, .447F, .005F, .04F,
    .12F, .254F, .367F, .447F, .006F, .045F, .14F, .32F, .52F, .681F, .002F, .02F, .06F, .127F, .185F, .224F,
    .004F, .03F, .093F, .213F, .35F, .447F, .002F, .02F, .06F, .127F, .185F, .224F, .001F, .006F, .021F, .038F,
    .05F, .006F, .024F, .05F, .064F, .001F, .004F, .012F, .03F, .05F, .075F, .004F, .018F, .058F, .135F, .24F,
    .338F, .002F, .006F, .019F, .045F, .082F, .112F, .004F, .024F, .076F, .18F, .32F, .448F, .004F, .024F,
    .076F, .18F, .328F, .448F, .002F, .007F, .018F, .033F, .045F, .003F, .01F, .022F, .041F, .056F, .002F,
    .012F, .038F, .09F, .164F, .224F, .003F, .01F, .022F, .041F, .056F, .001F, .005F, .019F, .055F, .105F, .15F,
    .002F, .009F, .03F, .087F, .165F, .23F, .002F, .006F, .018F, .033F, .044F, .002F, .008F, .025F, .055F, .09F,
    .003F, .015F, .06F, .165F, .31F, .44F, .001F, .006F, .024F, .075F, .16F, .26F, .001F, .004F, .015F, .041F,
    .082F, .115F, .001F, .005F, .02F, .055F, .105F, .15F, .001F, .006F, .016F, .033F, .045F,};
constexpr std::array<Channel, 60> k_proton_proton_channels{{
    {2, 0, 0, {p, p}}, {3, 14, 27, {p, p, pi0}}, {3, 14, 40, {p, n, pip}}, {3, 20, 53, {p, kp, lam}},
    {3, 20, 60, {n, kp, sp}}, {4, 16, 67, {p, p, pip, pim}}, {4, 16, 78, {p, n, pip, pi0}},
    {4, 16, 89, {p, p, pi0, pi0}}, {4, 16, 100, {n, n, pip, pip}}, {4, 21, 111, {p, pi0, kp, lam}},
    {4, 21, 117, {p, pip, k0, lam}}, {4, 21, 123, {n, pip, kp, lam}}, {5, 18, 129, {p, p, pip, pim, pi0}},
    {5, 19, 138, {p, p, pi0, pi0, pi0}}, {5, 18, 146, {p, n, pip, pip, pim}},
    {5, 18, 155, {p, n, pip, pi0, pi0}}, {5, 18, 164, {n, n, pip, pip, pi0}},
    {5, 22, 173, {p, pip, pim, kp, lam}}, {5, 22, 178, {p, pip, pi0, k0, lam}},
    {5, 22, 183, {n, pip, pi0, kp, lam}}, {5, 23, 188, {n, pip, pi0, k0, sp}},
    {5, 23, 192, {n, sp, kp, pip, pim}}, {5, 22, 196, {p, n, pip, k0, k0b}}, {5, 22, 201, {p, n, pip, kp, km}},
    {5, 22, 206, {p, n, pi0, kp, k0b}}, {6, 20, 211, {p, p, pip, pip, pim, pim}},
    {6, 20, 218, {p, p, pip, pim, pi0, pi0}}, {6, 21, 225, {p, p, pi0, pi0, pi0, pi0}},
    {6, 20, 231, {p, n, pip, pip, pim, pi0}}, {6, 20, 238, {p, n, pip, pi0, pi0, pi0}},
    {6, 20, 245, {n, n, pip, pip, pip, pim}}, {6, 20, 252, {n, n, pip, pip, pi0, pi0}},
    {6, 22, 259, {p, pip, pim, pi0, kp, lam}}, {7, 21, 264, {p, p, pip, pip, pim, pim, pi0}},
    {7, 21, 270, {p, p, pip, pim, pi0, pi0, pi0}}, {7, 21, 276, {p, n, pip, pip, pip, pim, pim}},
    {7, 21, 282, {p, n, pip, pip, pim, pi0, pi0}}, {7, 21, 288, {p, n, pip, pi0, pi0, pi0, pi0}},
    {7, 21, 294, {n, n, pip, pip, pip, pim, pi0}}, {7, 21, 300, {n, n, pip, pip, pi0, pi0, pi0}},
    {7, 22, 306, {n, pip, pip, pim, pi0, kp, lam}}, {7, 23, 311, {p, n, pip, pim, pi0, kp, k0b}},
    {8, 21, 315, {p, p, pip, pip, pip, pim, pim, pim}}, {8, 21, 321, {p, p, pip, pip, pim, pim, pi0, pi0}},
    {8, 21, 327, {p, p, pip, pim, pi0, pi0, pi0, pi0}}, {8, 21, 333, {p, n, pip, pip, pip, pim, pim, pi0}},
    {8, 21, 339, {p, n, pip, pip, pim, pi0, pi0, pi0}}, {8, 22, 345, {p, n, pip, pi0, pi0, pi0, pi0, pi0}},
    {8, 22, 350, {n, n, pip, pip, pip, pip, pim, pim}}, {8, 21, 355, {n, n, pip, pip, pip, pim, pi0, pi0}},
    {8, 22, 361, {n, n, pip, pip, pi0, pi0, pi0, pi0}}, {9, 21, 366, {p, p, pip, pip, pip, pim, pim, pim, pi0}},
    {9, 21, 372, {p, p, pip, pip, pim, pim, pi0, pi0, pi0}},
    {9, 22, 378, {p, p, pip, pim, pi0, pi0, pi0, pi0, pi0}},
    {9, 22, 383, {p, n, pip, pip, pip, pip, pim, pim, pim}},
    {9, 21, 388, {p, n, pip, pip, pip, pim, pim, pi0, pi0}},
    {9, 21, 394, {p, n, pip, pip, pim, pi0, pi0, pi0, pi0}},
    {9, 21, 400, {n, n, pip, pip, pip, pip, pim, pim, pi0}},
    {9, 21, 406, {n, n, pip, pip, pip, pim, pi0, pi0, pi0}},
    {9, 22, 412, {n, n, pip, pip, pi0, pi0, pi0, pi0, pi0}},}};

constexpr std::array<float, 27> k_neutron_proton_total{
    20360.F, 302.0F, 236.0F, 173.0F, 132.0F, 101.0F, 74.9F, 51.9F, 38.8F, 31.6F, 27.8F, 25.2F, 24.0F, 23.3F,
    29.1F, 35.0F, 37.3F, 39.0F, 40.6F, 41.0F, 41.8F, 41.0F, 40.2F, 39.9F, 39.7F, 39.4F, 39.0F,};
constexpr std::array<float, 375> k_neutron_proton_partial{
    20360.F, 302.0F, 236.0F, 173.0F, 132.0F, 101.0F, 74.9F, 51.9F, 38.8F, 31.6F, 27.8F, 25.2F, 24.0F, 23.3F,
    27.0F, 27.0F, 23.0F, 19.0F, 17.0F, 15.5F, 14.0F, 13.0F, 12.0F, 11.2F, 10.3F, 9.7F, 9.05F, .2F, .9F, 1.75F,
    2.4F, 2.8F, 2.65F, 2.2F, 1.9F, 1.6F, 1.3F, 1.1F, .95F, .85F, 1.2F, 4.7F, 8.3F, 11.3F, 12.0F, 10.2F, 8.2F,
    6.0F, 4.8F, 3.55F, 2.6F, 2.0F, 1.61F, .7F, 2.4F, 4.2F, 5.6F, 6.1F, 5.1F, 4.1F, 3.1F, 2.4F, 1.8F, 1.35F,
    1.0F, .82F, .03F, .33F, 1.3F, 3.3F, 5.3F, 5.7F, 5.1F, 4.3F, 3.78F, 3.2F, 2.7F, .015F, .082F, .31F, .9F,
    1.6F, 1.8F, 1.7F, 1.45F, 1.2F, 1.05F, .9F, .022F, .206F, .805F, 2.1F, 3.45F, 3.75F, 3.4F, 2.88F, 2.44F,
    2.02F, 1.7F, .015F, .082F, .31F, .9F, 1.6F, 1.8F, 1.7F, 1.47F, 1.2F, 1.05F, .91F, .007F, .1F, .4F, 1.1F,
    1.8F, 2.3F, 2.5F, 2.4F, 2.3F, .002F, .033F, .133F, .367F, .6F, .8F, .811F, .8F, .733F, .003F, .05F, .2F,
    .55F, .9F, 1.2F, 1.3F, 1.2F, 1.13F, .003F, .05F, .2F, .55F, .9F, 1.2F, 1.3F, 1.2F, 1.13F, .003F, .05F, .2F,
    .55F, .9F, 1.2F, 1.3F, 1.2F, 1.13F, .003F, .05F, .2F, .55F, .9F, 1.2F, 1.3F, 1.2F, 1.13F, .003F, .024F,
    .173F, .45F, .62F, .72F, .76F, .004F, .036F, .23F, .55F, .76F, .88F, .95F, .003F, .022F, .05F, .066F, .08F,
    .09F, .003F, .024F, .173F, .45F, .62F, .72F, .76F, .001F, .012F, .087F, .227F, .31F, .35F, .38F, .003F,
    .024F, .173F, .45F, .62F, .72F, .76F, .001F, .012F, .087F, .227F, .31F, .35F, .38F, .004F, .02F, .04F,
    .052F, .055F, .004F, .02F, .04F, .052F, .055F, .006F, .045F, .14F, .32F, .52F, .681F, .004F, .03F, .1F,
    .22F, .34F, .454F, .001F, .008F, .023F, .053F, .087F, .114F, .003F, .022F, .07F, .16F, .26F, .34F, .004F,
    .012F, .027F, .043F, .057F, .001F, .008F, .023F, .053F, .087F, .114F, .003F, .022F, .07F, .16F, .26F, .34F,
    .004F, .012F, .027F, .043F, .057F, .001F, .006F, .021F, .038F, .053F, .001F, .006F, .021F, .038F, .053F,
    .001F, .006F, .021F, .038F, .053F, .001F, .006F, .021F, .038F, .053F, .006F, .024F, .05F, .064F, .006F,
    .024F, .05F, .064F, .001F, .005F, .017F, .04F, .073F, .1F, .004F, .024F, .076F, .18F, .328F, .448F, .001F,
    .008F, .025F, .06F, .109F, .16F, .001F, .008F, .025F, .06F, .109F, .16F, .001F, .008F, .025F, .06F, .109F,
    .16F, .004F, .024F, .076F, .18F, .328F, .448F, .001F, .008F, .025F, .06F, .109F, .16F, .001F, .004F, .016F,
    .05F, .107F, .173F, .001F, .006F, .024F, .075F, .16F, .26F, .001F, .005F, .015F, .032F, .052F, .003F, .012F,
    .037F, .08F, .13F, .001F, .006F, .019F, .04F, .065F, .003F, .012F, .037F, .08F, .13F, .001F, .006F, .019F,
    .04F, .065F,};
constexpr std::array<Channel, 51> k_neutron_proton_channels{{
    {2, 0, 0, {p, n}}, {3, 14, 27, {p, p, pim}}, {3, 14, 40, {p, n, pi0}}, {3, 14, 53, {n, n, pip}},
    {4, 16, 66, {p, n, pip, pim}}, {4, 16, 77, {p, p, pim, pi0}}, {4, 16, 88, {p, n, pi0, pi0}},
    {4, 16, 99, {n, n, pip, pi0}}, {5, 18, 110, {p, n, pip, pim, pi0}}, {5, 18, 119, {p, n, pi0, pi0, pi0}},
    {5, 18, 128, {p, p, pip, pim, pim}}, {5, 18, 137, {p, p, pim, pi0, pi0}},
    {5, 18, 146, {n, n, pip, pip, pim}}, {5, 18, 155, {n, n, pip, pi0, pi0}},
    {6, 20, 164, {p, n, pip, pip, pim, pim}}, {6, 20, 171, {p, n, pip, pim, pi0, pi0}},
    {6, 21, 178, {p, n, pi0, pi0, pi0, pi0}}, {6, 20, 184, {p, p, pip, pim, pim, pi0}},
    {6, 20, 191, {p, p, pim, pi0, pi0, pi0}}, {6, 20, 198, {n, n, pip, pip, pim, pi0}},
    {6, 20, 205, {n, n, pip, pi0, pi0, pi0}}, {6, 22, 212, {p, pip, pim, pi0, k0, lam}},
    {6, 22, 217, {n, pip, pim, pi0, kp, lam}}, {7, 21, 222, {p, n, pip, pip, pim, pim, pi0}},
    {7, 21, 228, {p, n, pip, pim, pi0, pi0, pi0}}, {7, 21, 234, {p, p, pip, pip, pim, pim, pim}},
    {7, 21, 240, {p, p, pip, pim, pim, pi0, pi0}}, {7, 22, 246, {p, p, pim, pi0, pi0, pi0, pi0}},
    {7, 21, 251, {n, n, pip, pip, pip, pim, pim}}, {7, 21, 257, {n, n, pip, pip, pim, pi0, pi0}},
    {7, 22, 263, {n, n, pip, pi0, pi0, pi0, pi0}}, {7, 22, 268, {p, pip, pim, pim, pi0, kp, lam}},
    {7, 22, 273, {p, pip, pim, pi0, pi0, k0, lam}}, {7, 22, 278, {n, pip, pim, pi0, pi0, kp, lam}},
    {7, 22, 283, {n, pip, pip, pim, pi0, k0, lam}}, {7, 23, 288, {p, n, pip, pim, pi0, kp, km}},
    {7, 23, 292, {p, n, pip, pim, pi0, k0, k0b}}, {8, 21, 296, {p, n, pip, pip, pip, pim, pim, pim}},
    {8, 21, 302, {p, n, pip, pip, pim, pim, pi0, pi0}}, {8, 21, 308, {p, n, pip, pim, pi0, pi0, pi0, pi0}},
    {8, 21, 314, {p, p, pip, pip, pim, pim, pim, pi0}}, {8, 21, 320, {p, p, pip, pim, pim, pi0, pi0, pi0}},
    {8, 21, 326, {n, n, pip, pip, pip, pim, pim, pi0}}, {8, 21, 332, {n, n, pip, pip, pim, pi0, pi0, pi0}},
    {9, 21, 338, {p, n, pip, pip, pip, pim, pim, pim, pi0}},
    {9, 21, 344, {p, n, pip, pip, pim, pim, pi0, pi0, pi0}},
    {9, 22, 350, {p, n, pip, pim, pi0, pi0, pi0, pi0, pi0}},
    {9, 22, 355, {p, p, pip, pip, pim, pim, pim, pi0, pi0}},
    {9, 22, 360, {p, p, pip, pim, pim, pi0, pi0, pi0, pi0}},
    {9, 22, 365, {n, n, pip, pip, pip, pim, pim, pi0, pi0}},
    {9, 22, 370, {n, n, pip, pip, pim, pi0, pi0, pi0, pi0}},}};

}  // namespace

namespace tables {
const CollisionTable proton_proton{k_table_energies, k_proton_proton_total, k_proton_proton_partial, k_proton_proton_channels};
const CollisionTable neutron_proton{k_table_energies, k_neutron_proton_total, k_neutron_proton_partial, k_neutron_proton_channels};
}  // namespace tables

}  // namespace wirebench::nuclear::cascade
